-- SPDX-License-Identifier: GPL-2.0-or-later
-- The shared store of Vigie territoriale in PostgreSQL, layout 4: tables, functions and views. See docs/shared-store.md.
--
--   psql -1 -v ON_ERROR_STOP=1 -v schema=vigie -d DATABASE -f schema.sql -f roles.sql
--
-- The product runs this very file. Run again, it changes nothing; on an earlier layout, it brings it up to date. All is one
-- transaction. Lines that begin with a backslash are of psql only.
\if :{?schema}
\else
\set schema vigie
\endif

SET vigie.schema = :'schema';

DO $$
DECLARE
  wanted text := current_setting('vigie.schema');
BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis') THEN
    RAISE EXCEPTION 'The database has no PostGIS: CREATE EXTENSION postgis first.';
  END IF;
  IF to_regnamespace(quote_ident(wanted)) IS NULL THEN
    EXECUTE format('CREATE SCHEMA %I', wanted);
  END IF;
END $$;

SET search_path = :"schema", pg_temp;

CREATE TABLE IF NOT EXISTS vigie_layout (fid serial PRIMARY KEY, version bigint);

DO $$
DECLARE
  found bigint := (SELECT max(version) FROM vigie_layout);
BEGIN
  IF found > 4 THEN
    RAISE EXCEPTION 'The store has the layout % of a later version of Vigie territoriale: nothing was changed.', found;
  ELSIF found < 3 OR (found IS NULL AND to_regclass('vigie_provenance') IS NOT NULL) THEN
    RAISE EXCEPTION 'The store has a layout of before 3: have the plugin write to it once, as its owner, then run this again.';
  END IF;
END $$;

CREATE TABLE IF NOT EXISTS vigie_registry (
  fid serial PRIMARY KEY, layer varchar, dataset varchar, schema varchar, version bigint, title varchar, producer varchar,
  licence varchar, date varchar, fetched varchar, checksum varchar, content varchar, recipe_version bigint, mode varchar,
  territory varchar, coverage varchar, rows bigint, west float8, south float8, east float8, north float8, provenance varchar
);
CREATE TABLE IF NOT EXISTS vigie_provenance (
  fid serial PRIMARY KEY, layer varchar, entry varchar, title varchar, producer varchar, licence varchar, licence_url varchar,
  page varchar, source varchar, mode varchar, date varchar, computed varchar, recipe_version bigint, checksum varchar,
  coverage varchar, rows_read bigint, rows_kept bigint, rejections varchar, notes varchar, territory varchar, rows_rejected bigint
);
CREATE TABLE IF NOT EXISTS vigie_results (
  fid serial PRIMARY KEY, indicator varchar, version bigint, role varchar, level varchar, territory varchar, code varchar,
  period varchar, name varchar, value float8, numerator float8, denominator float8, coverage float8, flag varchar, unit varchar,
  method varchar, sources varchar, notes varchar, computed varchar, series_layers varchar
);
ALTER TABLE vigie_registry ADD COLUMN IF NOT EXISTS author text DEFAULT session_user::text;
ALTER TABLE vigie_results ADD COLUMN IF NOT EXISTS author text DEFAULT session_user::text;
CREATE UNIQUE INDEX IF NOT EXISTS vigie_registry_version ON vigie_registry (layer, version);
CREATE INDEX IF NOT EXISTS vigie_results_key ON vigie_results (indicator, version, role, level, territory, code, period);

-- Functions run with the rights of the owner of the schema, on names that they look up in it only: who may call them needs no right
-- to write to a table. The tables that they take in are temporary ones of the caller's, of plain types: nothing of them is run.

CREATE OR REPLACE FUNCTION vigie_curates() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT pg_has_role(session_user, current_user, 'USAGE')
$$;

CREATE OR REPLACE FUNCTION vigie_staged(stage text) RETURNS regclass LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  found regclass := to_regclass(format('pg_temp.%I', stage));
  shape oid := (SELECT pg_type.oid FROM pg_type JOIN pg_extension ON typnamespace = extnamespace WHERE extname = 'postgis' AND typname = 'geometry');
BEGIN
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = found AND relkind = 'r' AND relpersistence = 't' AND NOT relrowsecurity AND NOT relhasrules) THEN
    RAISE EXCEPTION 'vigie: “%” is not a plain temporary table', stage;
  END IF;
  IF EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = found AND attnum > 0 AND NOT attisdropped AND atttypid <> shape
      AND atttypid <> ALL ('{bool,int2,int4,int8,float4,float8,numeric,text,varchar,date,timestamp,timestamptz}'::regtype[])
  ) THEN
    RAISE EXCEPTION 'vigie: “%” has columns that are neither texts, numbers, dates nor geometries', stage;
  END IF;
  RETURN found;
END $$;

-- The views over all datasets of a common schema: what each holds today, with the same columns whatever they are.
CREATE OR REPLACE FUNCTION vigie_views() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  kind text; wanted text[]; parts text[]; dataset record;
  place text := (SELECT format('%I.geometry(Geometry,4326)', nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'postgis');
BEGIN
  FOR kind, wanted IN VALUES
    ('service', '{id,name,category,commune,commune_name,address,postcode,phone,email,website,hours,status}'::text[]),
    ('perimeter', '{id,name,programme,category,communes,date}'),
    ('measure', '{commune,variable,period,value}')
  LOOP
    parts := '{}';
    FOR dataset IN SELECT registry.*, format('%s__v%s', registry.layer, registry.version) AS held
      FROM vigie_registry AS registry WHERE registry.schema = kind
      AND version = (SELECT max(other.version) FROM vigie_registry AS other WHERE other.layer = registry.layer)
      UNION ALL SELECT empty.*, NULL FROM (VALUES (1)) AS one LEFT JOIN vigie_registry AS empty ON false
    LOOP
      parts := parts || (format('SELECT %s AS row_id, %L::text AS layer, %L::text AS dataset, %L::text AS territory, %L::text AS data_date',
        CASE WHEN dataset.held IS NULL THEN 'NULL::text' ELSE format('%L || fid', dataset.layer || '/') END,
        dataset.layer, dataset.dataset, dataset.territory, dataset.date)
        || (
          SELECT string_agg(format(', %s::%s AS %I',
            CASE WHEN known.attnum IS NULL OR (kinds.name = 'float8' AND known.atttypid <> ALL ('{int2,int4,int8,float4,float8,numeric}'::regtype[]))
              THEN 'NULL' ELSE quote_ident(one.name) END, kinds.name, one.name), '' ORDER BY one.place)
          FROM unnest(wanted) WITH ORDINALITY AS one (name, place)
          CROSS JOIN LATERAL (SELECT CASE one.name WHEN 'value' THEN 'float8' ELSE 'text' END AS name) AS kinds
          LEFT JOIN pg_attribute AS known ON known.attrelid = to_regclass(quote_ident(dataset.held)) AND known.attname = one.name AND NOT attisdropped
        )
        || CASE WHEN kind = 'measure' THEN '' ELSE format(', %s::%s AS geom',
          CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(dataset.held)) AND attname = 'geom' AND NOT attisdropped) THEN 'geom' ELSE 'NULL' END, place) END
        || CASE WHEN dataset.held IS NULL THEN ' WHERE false' ELSE format(' FROM %I', dataset.held) END);
    END LOOP;
    EXECUTE format('CREATE OR REPLACE VIEW %I AS %s', 'vigie_' || kind, array_to_string(parts, ' UNION ALL '));
  END LOOP;
END $$;

-- Publish the temporary table `stage` as a new version of a dataset, or (empty) note that its rows are still the same.
CREATE OR REPLACE FUNCTION vigie_publish(stage text, told jsonb, origin jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  shown text := told->>'layer';
  wanted bigint := (told->>'version')::bigint;
  last bigint; held text;
BEGIN
  LOCK TABLE vigie_registry IN SHARE ROW EXCLUSIVE MODE;
  last := (SELECT max(version) FROM vigie_registry WHERE layer = shown);
  IF stage = '' THEN
    UPDATE vigie_registry AS old SET date = fresh.date, fetched = fresh.fetched, checksum = fresh.checksum, title = fresh.title,
      producer = fresh.producer, licence = fresh.licence, recipe_version = fresh.recipe_version, mode = fresh.mode,
      coverage = fresh.coverage, provenance = fresh.provenance
      FROM jsonb_populate_record(NULL::vigie_registry, told) AS fresh
      WHERE old.layer = shown AND old.version = wanted AND wanted = last AND old.content = fresh.content;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'vigie: overtaken, “%” has another version', shown;
    END IF;
  ELSE
    PERFORM vigie_staged(stage);
    held := format('%s__v%s', shown, wanted);
    IF shown IS NULL OR shown = '' OR shown ~ '^(vigie|pg)_' OR shown ~ '__v[0-9]+$' OR octet_length(held) > 63 THEN
      RAISE EXCEPTION 'vigie: “%” cannot name a dataset', shown;
    ELSIF wanted <> coalesce(last, 0) + 1 THEN
      RAISE EXCEPTION 'vigie: overtaken, “%” has another version', shown;
    ELSIF last IS NULL AND to_regclass(quote_ident(shown)) IS NOT NULL THEN
      RAISE EXCEPTION 'vigie: “%” is there already, and no dataset', shown;
    END IF;
    EXECUTE format('CREATE TABLE %I AS TABLE pg_temp.%I', held, stage);
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (fid)', held);
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(held)) AND attname = 'geom') THEN
      EXECUTE format('CREATE INDEX ON %I USING gist (geom)', held);
    END IF;
    EXECUTE format('ANALYZE %I', held);
    IF last IS NOT NULL AND vigie_columns(shown) IS DISTINCT FROM vigie_columns(held) THEN
      EXECUTE format('DROP VIEW IF EXISTS %I', shown);  -- only one with the same columns can be replaced
    END IF;
    EXECUTE format('CREATE OR REPLACE VIEW %I AS TABLE %I', shown, held);
    INSERT INTO vigie_registry (layer, dataset, schema, version, title, producer, licence, date, fetched, checksum, content,
      recipe_version, mode, territory, coverage, rows, west, south, east, north, provenance, author)
      SELECT layer, dataset, schema, version, title, producer, licence, date, fetched, checksum, content, recipe_version, mode,
        territory, coverage, rows, west, south, east, north, provenance, session_user
      FROM jsonb_populate_record(NULL::vigie_registry, told);
    PERFORM vigie_views();
  END IF;
  DELETE FROM vigie_provenance WHERE layer = shown;
  INSERT INTO vigie_provenance (layer, entry, title, producer, licence, licence_url, page, source, mode, date, computed,
    recipe_version, checksum, coverage, rows_read, rows_kept, rejections, notes, territory, rows_rejected)
    SELECT shown, entry, title, producer, licence, licence_url, page, source, mode, date, computed, recipe_version,
      checksum, coverage, rows_read, rows_kept, rejections, notes, territory, rows_rejected
    FROM jsonb_populate_record(NULL::vigie_provenance, origin);
  RETURN wanted;
END $$;

CREATE OR REPLACE FUNCTION vigie_columns(relation text) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT array_agg(attname || ' ' || format_type(atttypid, atttypmod) ORDER BY attnum) FROM pg_attribute
  WHERE attrelid = to_regclass(quote_ident(relation)) AND attnum > 0 AND NOT attisdropped
$$;

-- Remove a version of a dataset that is not the last one: one's own; curators, any.
CREATE OR REPLACE FUNCTION vigie_discard(shown text, gone bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  maker text := (SELECT author FROM vigie_registry WHERE layer = shown AND version = gone);
BEGIN
  IF NOT vigie_curates() AND maker IS DISTINCT FROM session_user THEN
    RAISE insufficient_privilege USING MESSAGE = format('permission denied: version %s of “%s” is not yours', gone, shown);
  END IF;
  DELETE FROM vigie_registry WHERE layer = shown AND version = gone
    AND version < (SELECT max(version) FROM vigie_registry WHERE layer = shown);
  IF FOUND THEN
    EXECUTE format('DROP TABLE IF EXISTS %I', format('%s__v%s', shown, gone));
  END IF;
END $$;

-- Remove a dataset with all its versions: curators only.
CREATE OR REPLACE FUNCTION vigie_drop(shown text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  held text; gone text[];
BEGIN
  IF NOT vigie_curates() THEN
    RAISE insufficient_privilege USING MESSAGE = format('permission denied: only curators remove “%s”', shown);
  END IF;
  SELECT array_agg(format('%s__v%s', layer, version)) INTO gone FROM vigie_registry WHERE layer = shown;
  IF gone IS NULL THEN
    RETURN;
  END IF;
  DELETE FROM vigie_registry WHERE layer = shown;
  DELETE FROM vigie_provenance WHERE layer = shown;
  PERFORM vigie_views();
  EXECUTE format('DROP VIEW IF EXISTS %I', shown);
  FOREACH held IN ARRAY gone LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I', held);
  END LOOP;
END $$;

-- Keep the figures of the temporary table `stage`: the same figure of data of the same date takes the place of the earlier one of the
-- same author (curators: of anybody).
CREATE OR REPLACE FUNCTION vigie_keep(stage text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  source regclass := vigie_staged(stage);
  known name; kind text; columns text; given text; kept bigint; first bigint; last bigint;
BEGIN
  LOCK TABLE vigie_results IN SHARE ROW EXCLUSIVE MODE;
  FOR known, kind IN SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = source AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('fid', 'author')
    AND attname NOT IN (SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('vigie_results') AND NOT attisdropped)
  LOOP
    EXECUTE format('ALTER TABLE vigie_results ADD COLUMN %I %s', known, kind);
  END LOOP;
  -- A column of nothing but missing values came as text: each is taken as what the table of figures has.
  SELECT string_agg(quote_ident(mine.attname), ', ' ORDER BY mine.attnum),
    string_agg(format('%I::%s', mine.attname, format_type(own.atttypid, own.atttypmod)), ', ' ORDER BY mine.attnum) INTO columns, given
    FROM pg_attribute AS mine JOIN pg_attribute AS own ON own.attname = mine.attname AND own.attrelid = to_regclass('vigie_results')
    WHERE mine.attrelid = source AND mine.attnum > 0 AND NOT mine.attisdropped AND mine.attname NOT IN ('fid', 'author');
  first := coalesce((SELECT max(fid) FROM vigie_results), 0);
  EXECUTE format('INSERT INTO vigie_results (%s, author) SELECT %s, session_user FROM pg_temp.%I ORDER BY fid', columns, given, stage);
  GET DIAGNOSTICS kept = ROW_COUNT;
  last := coalesce((SELECT max(fid) FROM vigie_results), 0);
  -- Both bounds are said as numbers: PostgreSQL, which knows nothing yet of rows just written, would read the whole table.
  EXECUTE format('DELETE FROM vigie_results WHERE fid IN (SELECT old.fid FROM vigie_results AS fresh JOIN vigie_results AS old '
    'USING (indicator, version, role, level, territory, code, period) WHERE fresh.fid > %s AND fresh.fid <= %s AND old.fid <= %s '
    'AND (vigie_curates() OR old.author = session_user))', first, last, first);
  RETURN kept;
END $$;

DO $$
DECLARE
  owned record;
BEGIN
  FOR owned IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname ~ '^vigie_' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', owned.name);
  END LOOP;
END $$;

-- What other tools read. Columns are only ever added, at the end.
CREATE OR REPLACE VIEW vigie_snapshots AS
  SELECT layer, version, format('%s__v%s', layer, version) AS relation,
    version = max(version) OVER (PARTITION BY layer) AS is_last,
    dataset, schema, title, producer, licence, date AS data_date, fetched, rows, territory, coverage, west, south, east, north, author
  FROM vigie_registry;
CREATE OR REPLACE VIEW vigie_datasets AS
  SELECT layer, version, dataset, schema, title, producer, licence, data_date, fetched, rows, territory, coverage, west, south, east, north, author
  FROM vigie_snapshots WHERE is_last;
CREATE OR REPLACE VIEW vigie_figures AS
  SELECT DISTINCT ON (indicator, role, level, territory, code, period)
    indicator, version, role, level, territory, code, name, period AS data_date, value, numerator, denominator, coverage, flag, unit,
    method, sources, notes, computed, series_layers, author
  FROM vigie_results WHERE period <> '' ORDER BY indicator, role, level, territory, code, period, version DESC, computed DESC, fid DESC;
DO $$ BEGIN PERFORM vigie_views(); END $$;

DELETE FROM vigie_layout;
INSERT INTO vigie_layout (version) VALUES (4);
