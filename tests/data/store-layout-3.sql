CREATE SCHEMA vigie;
CREATE TABLE vigie.bakeries__v2 (
    fid integer NOT NULL,
    id character varying,
    name character varying,
    category character varying,
    commune character varying,
    commune_name character varying,
    address character varying,
    postcode character varying,
    phone character varying,
    email character varying,
    website character varying,
    hours character varying,
    status character varying,
    geom public.geometry(Point,4326)
);
CREATE VIEW vigie.bakeries AS
 SELECT bakeries__v2.fid,
    bakeries__v2.id,
    bakeries__v2.name,
    bakeries__v2.category,
    bakeries__v2.commune,
    bakeries__v2.commune_name,
    bakeries__v2.address,
    bakeries__v2.postcode,
    bakeries__v2.phone,
    bakeries__v2.email,
    bakeries__v2.website,
    bakeries__v2.hours,
    bakeries__v2.status,
    bakeries__v2.geom
   FROM vigie.bakeries__v2;
CREATE TABLE vigie.bakeries__v1 (
    fid integer NOT NULL,
    id character varying,
    name character varying,
    category character varying,
    commune character varying,
    commune_name character varying,
    address character varying,
    postcode character varying,
    phone character varying,
    email character varying,
    website character varying,
    hours character varying,
    status character varying,
    geom public.geometry(Point,4326)
);
CREATE SEQUENCE vigie.bakeries__v1_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.bakeries__v1_fid_seq OWNED BY vigie.bakeries__v1.fid;
CREATE SEQUENCE vigie.bakeries__v2_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.bakeries__v2_fid_seq OWNED BY vigie.bakeries__v2.fid;
CREATE TABLE vigie.vigie_layout (
    fid integer NOT NULL,
    version bigint
);
CREATE SEQUENCE vigie.vigie_layout_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.vigie_layout_fid_seq OWNED BY vigie.vigie_layout.fid;
CREATE TABLE vigie.vigie_provenance (
    fid integer NOT NULL,
    layer character varying,
    entry character varying,
    title character varying,
    producer character varying,
    licence character varying,
    licence_url character varying,
    page character varying,
    source character varying,
    mode character varying,
    date character varying,
    computed character varying,
    recipe_version bigint,
    checksum character varying,
    coverage character varying,
    rows_read bigint,
    rows_kept bigint,
    rejections character varying,
    notes character varying,
    territory character varying,
    rows_rejected bigint
);
CREATE SEQUENCE vigie.vigie_provenance_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.vigie_provenance_fid_seq OWNED BY vigie.vigie_provenance.fid;
CREATE TABLE vigie.vigie_registry (
    fid integer NOT NULL,
    layer character varying,
    dataset character varying,
    schema character varying,
    version bigint,
    title character varying,
    producer character varying,
    licence character varying,
    date character varying,
    fetched character varying,
    checksum character varying,
    content character varying,
    recipe_version bigint,
    mode character varying,
    territory character varying,
    coverage character varying,
    rows bigint,
    west double precision,
    south double precision,
    east double precision,
    north double precision,
    provenance character varying
);
CREATE SEQUENCE vigie.vigie_registry_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.vigie_registry_fid_seq OWNED BY vigie.vigie_registry.fid;
CREATE TABLE vigie.vigie_results (
    fid integer NOT NULL,
    indicator character varying,
    version bigint,
    role character varying,
    level character varying,
    territory character varying,
    code character varying,
    period character varying,
    name character varying,
    value double precision,
    numerator double precision,
    denominator double precision,
    coverage double precision,
    flag character varying,
    unit character varying,
    method character varying,
    sources character varying,
    notes character varying,
    computed character varying,
    series_layers character varying,
    label character varying,
    contours character varying,
    formula character varying,
    layers character varying,
    product character varying
);
CREATE SEQUENCE vigie.vigie_results_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.vigie_results_fid_seq OWNED BY vigie.vigie_results.fid;
ALTER TABLE ONLY vigie.bakeries__v1 ALTER COLUMN fid SET DEFAULT nextval('vigie.bakeries__v1_fid_seq'::regclass);
ALTER TABLE ONLY vigie.bakeries__v2 ALTER COLUMN fid SET DEFAULT nextval('vigie.bakeries__v2_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_layout ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_layout_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_provenance ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_provenance_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_registry ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_registry_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_results ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_results_fid_seq'::regclass);
INSERT INTO vigie.bakeries__v1 VALUES (1, 's000000', 'Boulangerie 0 l''été/1', NULL, '05061', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0101000020E610000000000000000018400000000000404640');
INSERT INTO vigie.bakeries__v2 VALUES (1, 's000000', 'Boulangerie 0 l''été/2', NULL, '05061', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0101000020E610000000000000000018400000000000404640');
INSERT INTO vigie.bakeries__v2 VALUES (2, 's000001', 'Boulangerie 1 l''été/2', NULL, '05061', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0101000020E61000000AD7A3703D0A18400000000000404640');
INSERT INTO vigie.vigie_layout VALUES (1, 3);
INSERT INTO vigie.vigie_provenance VALUES (2, 'bakeries', 'bakeries', 'Boulangeries', 'Ministère du pain', 'Licence Ouverte 2.0', 'https://example.org/lo', 'https://example.org/pain', 'https://example.org/pain.csv', 'live', '2026-02-01', '2026-02-01T00:00:00+00:00', 1, 'c0ffee', 'france', 2, 2, '[]', '', 'departement:05', 0);
INSERT INTO vigie.vigie_registry VALUES (2, 'bakeries', 'bakeries', 'service', 1, 'Boulangeries', 'Ministère du pain', 'Licence Ouverte 2.0', '2026-01-01', '2026-02-01T00:00:00+00:00', 'c0ffee', 'd5b0c8947d13b11b1214fc5e2b9d6b58d7a48574591cabc86a6e2dfb0baf7d03', 1, 'live', 'departement:05', 'france', 1, 6, 44.5, 6, 44.5, '{"entry": "bakeries", "title": "Boulangeries", "producer": "Ministère du pain", "licence": "Licence Ouverte 2.0", "licence_url": "https://example.org/lo", "page": "https://example.org/pain", "source": "https://example.org/pain.csv", "mode": "live", "date": "2026-01-01", "computed": "2026-02-01T00:00:00+00:00", "recipe_version": 1, "checksum": "c0ffee", "coverage": ["france"], "rows_read": 1, "rows_kept": 1, "rejections": [], "notes": [], "territory": "departement:05"}');
INSERT INTO vigie.vigie_registry VALUES (3, 'bakeries', 'bakeries', 'service', 2, 'Boulangeries', 'Ministère du pain', 'Licence Ouverte 2.0', '2026-02-01', '2026-02-01T00:00:00+00:00', 'c0ffee', '38bc77eca50549acff2f990c6294ee266d96daf30cd84c0eef079b849906f77c', 1, 'live', 'departement:05', 'france', 2, 6, 44.5, 6.01, 44.5, '{"entry": "bakeries", "title": "Boulangeries", "producer": "Ministère du pain", "licence": "Licence Ouverte 2.0", "licence_url": "https://example.org/lo", "page": "https://example.org/pain", "source": "https://example.org/pain.csv", "mode": "live", "date": "2026-02-01", "computed": "2026-02-01T00:00:00+00:00", "recipe_version": 1, "checksum": "c0ffee", "coverage": ["france"], "rows_read": 2, "rows_kept": 2, "rejections": [], "notes": [], "territory": "departement:05"}');
INSERT INTO vigie.vigie_results VALUES (1, 'bakeries-per-10000', 1, 'zone', 'commune', 'epci:200067825', '05061', '2024-01-01', 'Zone 05061', 1, 2, 2, 1, '', 'per 10,000 inh.', 'Counted.', 'Boulangeries, Ministère du pain, 2024-01-01, Licence Ouverte 2.0', '', '2026-02-01T10:00:00+00:00', '', '', '', '{"kind": "rate", "layer": "bakeries", "per": 10000}', '', '0.1.0');
INSERT INTO vigie.vigie_results VALUES (2, 'bakeries-per-10000', 1, 'comparator', 'epci', 'epci:200067825', '200067825', '2024-01-01', 'CA Gap-Tallard-Durance', 5, 10, 2, 1, '', 'per 10,000 inh.', 'Counted.', 'Boulangeries, Ministère du pain, 2024-01-01, Licence Ouverte 2.0', '', '2026-02-01T10:00:00+00:00', '', '', '', '{"kind": "rate", "layer": "bakeries", "per": 10000}', '', '0.1.0');
INSERT INTO vigie.vigie_results VALUES (3, 'bakeries-per-10000', 1, 'comparator', 'departement', 'epci:200067825', '05', '2024-01-01', 'Hautes-Alpes', 4, 8, 2, 1, '', 'per 10,000 inh.', 'Counted.', 'Boulangeries, Ministère du pain, 2024-01-01, Licence Ouverte 2.0', '', '2026-02-01T10:00:00+00:00', '', '', '', '{"kind": "rate", "layer": "bakeries", "per": 10000}', '', '0.1.0');
INSERT INTO vigie.vigie_results VALUES (4, 'bakeries-per-10000', 1, 'comparator', 'region', 'epci:200067825', '93', '2024-01-01', 'Provence-Alpes-Côte d''Azur', 3, 6, 2, 1, '', 'per 10,000 inh.', 'Counted.', 'Boulangeries, Ministère du pain, 2024-01-01, Licence Ouverte 2.0', '', '2026-02-01T10:00:00+00:00', '', '', '', '{"kind": "rate", "layer": "bakeries", "per": 10000}', '', '0.1.0');
INSERT INTO vigie.vigie_results VALUES (5, 'bakeries-per-10000', 1, 'comparator', 'country', 'epci:200067825', 'france', '2024-01-01', 'France', 2.5, 5, 2, 1, '', 'per 10,000 inh.', 'Counted.', 'Boulangeries, Ministère du pain, 2024-01-01, Licence Ouverte 2.0', '', '2026-02-01T10:00:00+00:00', '', '', '', '{"kind": "rate", "layer": "bakeries", "per": 10000}', '', '0.1.0');
SELECT pg_catalog.setval('vigie.bakeries__v1_fid_seq', 1, true);
SELECT pg_catalog.setval('vigie.bakeries__v2_fid_seq', 2, true);
SELECT pg_catalog.setval('vigie.vigie_layout_fid_seq', 1, true);
SELECT pg_catalog.setval('vigie.vigie_provenance_fid_seq', 2, true);
SELECT pg_catalog.setval('vigie.vigie_registry_fid_seq', 3, true);
SELECT pg_catalog.setval('vigie.vigie_results_fid_seq', 5, true);
ALTER TABLE ONLY vigie.bakeries__v1
    ADD CONSTRAINT bakeries__v1_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.bakeries__v2
    ADD CONSTRAINT bakeries__v2_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_layout
    ADD CONSTRAINT vigie_layout_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_provenance
    ADD CONSTRAINT vigie_provenance_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_registry
    ADD CONSTRAINT vigie_registry_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_results
    ADD CONSTRAINT vigie_results_pkey PRIMARY KEY (fid);
CREATE INDEX bakeries__v1_geom_idx ON vigie.bakeries__v1 USING gist (geom);
CREATE INDEX bakeries__v2_geom_idx ON vigie.bakeries__v2 USING gist (geom);
CREATE INDEX vigie_results_key ON vigie.vigie_results USING btree (indicator, version, role, level, territory, code, period);
