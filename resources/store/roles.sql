-- SPDX-License-Identifier: GPL-2.0-or-later
-- The three roles of a shared store and their rights: after schema.sql, in the same transaction. See docs/shared-store.md.
-- Who runs it owns the schema, and may create roles, or finds them there and is a member of the curators.
\if :{?schema}
\else
\set schema vigie
\endif

SET vigie.schema = :'schema';
SET search_path = :"schema", pg_temp;

DO $$
DECLARE
  wanted text := current_setting('vigie.schema');
  reader text := wanted || '_reader';
  contributor text := wanted || '_contributor';
  curator text := wanted || '_curator';
  role text; given text[]; statement text; owned record;
BEGIN
  FOREACH role IN ARRAY ARRAY[reader, contributor, curator] LOOP
    IF to_regrole(quote_ident(role)) IS NULL THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
  END LOOP;
  IF NOT pg_has_role(contributor, reader, 'MEMBER') THEN
    EXECUTE format('GRANT %I TO %I', reader, contributor);
  END IF;
  IF NOT pg_has_role(curator, contributor, 'MEMBER') THEN
    EXECUTE format('GRANT %I TO %I', contributor, curator);
  END IF;
  IF NOT pg_has_role(curator, 'USAGE') THEN  -- who made the store curates it
    EXECUTE format('GRANT %I TO %I', curator, current_user);
  END IF;
  -- The curators own the schema and all that is ours in it.
  IF (SELECT nspowner FROM pg_namespace WHERE nspname = wanted) <> to_regrole(quote_ident(curator)) THEN
    EXECUTE format('ALTER SCHEMA %I OWNER TO %I', wanted, curator);
  END IF;
  SELECT array_agg(format('ALTER %s %I OWNER TO %I; GRANT SELECT ON %I TO %I', CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END,
    relname, curator, relname, reader)) INTO given FROM pg_class
    WHERE relnamespace = to_regnamespace(quote_ident(wanted)) AND relkind IN ('r', 'v') AND (
      relname IN ('vigie_layout', 'vigie_registry', 'vigie_provenance', 'vigie_results', 'vigie_snapshots', 'vigie_datasets',
        'vigie_figures', 'vigie_service', 'vigie_perimeter', 'vigie_measure')
      OR relname IN (SELECT layer FROM vigie_registry) OR relname IN (SELECT format('%s__v%s', layer, version) FROM vigie_registry));
  FOREACH statement IN ARRAY given LOOP  -- once the registry is read to its end: tables that are being read are not altered
    EXECUTE statement;
  END LOOP;
  FOR owned IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = to_regnamespace(quote_ident(wanted)) AND proname ~ '^vigie_' LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', owned.name, curator);
  END LOOP;
  -- Readers read; contributors call what publishes; what is made later follows.
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', wanted, reader);
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT ON TABLES TO %I', curator, wanted, reader);
  FOREACH role IN ARRAY ARRAY['vigie_publish(text, jsonb, jsonb)', 'vigie_discard(text, bigint)', 'vigie_keep(text)'] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', role, contributor);
  END LOOP;
  -- Texts that readers are shown.
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', wanted, 'Shared store of Vigie territoriale, layout 4: see the views vigie_datasets, vigie_service, vigie_perimeter, vigie_measure, vigie_figures');
END $$;
