CREATE SCHEMA vigie;
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
CREATE VIEW vigie.bakeries AS
 SELECT bakeries__v1.fid,
    bakeries__v1.id,
    bakeries__v1.name,
    bakeries__v1.category,
    bakeries__v1.commune,
    bakeries__v1.commune_name,
    bakeries__v1.address,
    bakeries__v1.postcode,
    bakeries__v1.phone,
    bakeries__v1.email,
    bakeries__v1.website,
    bakeries__v1.hours,
    bakeries__v1.status,
    bakeries__v1.geom
   FROM vigie.bakeries__v1;
CREATE SEQUENCE vigie.bakeries__v1_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE vigie.bakeries__v1_fid_seq OWNED BY vigie.bakeries__v1.fid;
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
ALTER TABLE ONLY vigie.bakeries__v1 ALTER COLUMN fid SET DEFAULT nextval('vigie.bakeries__v1_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_layout ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_layout_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_provenance ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_provenance_fid_seq'::regclass);
ALTER TABLE ONLY vigie.vigie_registry ALTER COLUMN fid SET DEFAULT nextval('vigie.vigie_registry_fid_seq'::regclass);
INSERT INTO vigie.bakeries__v1 VALUES (1, 's000000', 'Boulangerie 0', NULL, '05061', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0101000020E610000000000000000018400000000000404640');
INSERT INTO vigie.bakeries__v1 VALUES (2, 's000001', 'Boulangerie 1', NULL, '05061', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0101000020E61000000AD7A3703D0A18400000000000404640');
INSERT INTO vigie.vigie_layout VALUES (1, 2);
INSERT INTO vigie.vigie_provenance VALUES (1, 'bakeries', 'bakeries', 'Boulangeries', 'Ministère du pain', 'Licence Ouverte 2.0', 'https://example.org/lo', 'https://example.org/pain', 'https://example.org/pain.csv', 'live', '2026-01-01', '2026-02-01T00:00:00+00:00', 1, 'c0ffee', 'france', 2, 2, '[]', '', 'departement:05', 0);
INSERT INTO vigie.vigie_registry VALUES (1, 'bakeries', 'bakeries', 'service', 1, 'Boulangeries', 'Ministère du pain', 'Licence Ouverte 2.0', '2026-01-01', '2026-02-01T00:00:00+00:00', 'c0ffee', '6d2146ef863f0b890a05e763c7957dd4eb50fc411323370c774ac3ff7307069e', 1, 'live', 'departement:05', 'france', 2, 6, 44.5, 6.01, 44.5, '{"entry": "bakeries", "title": "Boulangeries", "producer": "Ministère du pain", "licence": "Licence Ouverte 2.0", "licence_url": "https://example.org/lo", "page": "https://example.org/pain", "source": "https://example.org/pain.csv", "mode": "live", "date": "2026-01-01", "computed": "2026-02-01T00:00:00+00:00", "recipe_version": 1, "checksum": "c0ffee", "coverage": ["france"], "rows_read": 2, "rows_kept": 2, "rejections": [], "notes": [], "territory": "departement:05"}');
SELECT pg_catalog.setval('vigie.bakeries__v1_fid_seq', 2, true);
SELECT pg_catalog.setval('vigie.vigie_layout_fid_seq', 1, true);
SELECT pg_catalog.setval('vigie.vigie_provenance_fid_seq', 1, true);
SELECT pg_catalog.setval('vigie.vigie_registry_fid_seq', 1, true);
ALTER TABLE ONLY vigie.bakeries__v1
    ADD CONSTRAINT bakeries__v1_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_layout
    ADD CONSTRAINT vigie_layout_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_provenance
    ADD CONSTRAINT vigie_provenance_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY vigie.vigie_registry
    ADD CONSTRAINT vigie_registry_pkey PRIMARY KEY (fid);
CREATE INDEX bakeries__v1_geom_idx ON vigie.bakeries__v1 USING gist (geom);
