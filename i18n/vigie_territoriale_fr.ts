<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
  <context>
    <name>catalog</name>
    <message>
      <source>Unknown entry “{id}”: the catalogue has {known}.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>crs</name>
    <message>
      <source>Unknown coordinate reference system “{crs}”: set the right one on the layer.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>documents</name>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file} is not UTF-8 text.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file}, line {line}: this is not valid JSON ({why}).</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file}, line {line}, field “{field}”: {why}.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>gui</name>
    <message>
      <source>Layers</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Indicators</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Fact sheet</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Vigie: reading the geographic code</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Territory</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Cancel</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{title}: {count} rows in {territory}. {licence}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Vigie: loading {entry}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Vigie: computing {indicator}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Vigie: fact sheet of {territory}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>The fact sheet is in {file}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Cancelled: nothing was changed.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Format</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Make and Open</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Identity, programmes, services, indicators with the department, the region and France, map, and for every figure its source, date and method.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Source</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>File</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>By commune</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>By EPCI</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>By département</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>By région</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Indicator</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Level</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Own layer</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Compute</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Results</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Remark</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Choose a layer of yours first.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Services and equipment</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Programmes</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Zonings</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Population</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Own layers</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Embedded copy (dated, no network)</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Live source of the producer</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Find a layer</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Harmonised layers</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Add to the Project</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>No layer answers these words: try fewer.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Choose a layer to see what it is.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>This layer has no such source: choose the other one.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Address known from documentation, never verified: say so if it fails.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Copy of {date}, verified on this file.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{name}: territory, harmonised layers, indicators, fact sheet ({shortcut})</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Commune, EPCI, département, région, code or SIREN</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Search for a territory</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Territories found</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Choose a territory to begin.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Add to the selection</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>When this is down, the next territory is added to those already chosen.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Nothing by that name or code.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{kind} – {communes} communes – {people} inhabitants ({year})</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>formerly or part: {name}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>An unexpected error stopped this work: {error}. The details are in the log.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>harmonize</name>
    <message>
      <source>no known commune code</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>no identifier</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>same identifier as an earlier row</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>municipal district, already counted in its commune</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file} no longer has the expected columns ({missing}): its structure has changed, and the recipe must be adapted before it can be used.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{period}: no figure for communes that were split since ({communes}): {names}.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>indicators</name>
    <message>
      <source>Unknown indicator “{id}”: choose among {known}, or give a .json file.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>no data</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>not concerned: nobody to divide by</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>France (with overseas départements)</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>not enough data: {share} % of the population is known</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>partial: {share} % of the population is known</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{layer}: {read} features read, {used} in the territory, {outside} outside, {empty} without geometry.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Contours of communes are generalised: {near} features lie within {metres} m of a border, where the commune is uncertain. Give precise contours (LAYERS=contours=…) to settle them.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” cannot be used here: a harmonised “{schema}” dataset of the catalogue is needed.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{indicator}” is not defined by {level}: choose among {levels}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{indicator}” needs a layer for “{role}”: choose one of yours (LAYERS={role}=…).</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{count} communes of the territory have no known starting point.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” has no figure for {period}.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>layers</name>
    <message>
      <source>{kept} rows kept of {read} read; data of {date}; source: {source}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” cannot be opened: {source}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Harmonised on {when} by Vigie territoriale (recipe {recipe}, version {version}).</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Computed on {when} by Vigie territoriale.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” cannot be used: it is not a valid layer with geometry.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” has no coordinate reference system: set it in the properties of the layer.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” announces {announced} features, but {read} could be read: figures would be wrong. Check the layer.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” cannot be read.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>network</name>
    <message>
      <source>{host} refuses: answer {status}. The address may have changed; use the embedded copy.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{host} sends more than {size} MB: refused.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{host} sent a web page, or nothing, in place of data: the address may have changed, or the proxy asks for a password.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>The download could not be kept in {folder}: {why}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{host} is too slow: no answer in time. Try again later, or use the embedded copy.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{host} cannot be reached: check the network and QGIS's proxy settings, or use the embedded copy.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>observatory</name>
    <message>
      <source>{count} of these rows have no position: they are in the table, not on the map.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Partial: {count} communes of the territory are not covered by this source.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{title}” has no known live address yet: use the embedded copy.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{title}” has no embedded copy: use the live source.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{title}” does not cover {territory}: this copy is limited to {coverage}. Use the live source.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” holds no contours of communes: it needs a field of INSEE codes.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>processing</name>
    <message>
      <source>Territory</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Written as commune:05061, epci:200067825, departement:05 or region:93; several apart by commas; france for the country.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Source</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>embedded: the dated copies that come with the product; live: the producers' own addresses.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Level</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Fact sheet of a territory</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Makes the fact sheet of a territory: identity, programmes it benefits from, services, indicators with the department, the region and France, a map, and for every figure its source, date and method.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Format</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Fact sheet</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Compute indicators</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Computes indicators from harmonised layers and from layers of yours, which are only read. Missing is not zero: a zone without data has no value, and says why. The table also holds the territory as a whole, its départements, régions and France, where the data covers them.

Definitions:
{known}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Definitions (ids or .json files, apart by commas)</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Own layers (role=layer, apart by semicolons)</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>For instance features=/data/benches.gpkg|layername=benches;contours=/data/communes.gpkg. A layer of the project is given by its id or name. Roles: features (a layer of yours), contours (precise contours of communes, with their INSEE code), or the id of a catalogue entry to put a layer of yours in its place.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Indicators</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Table with comparators, methods and sources</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>No indicator was given: write the id of one at least.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{part}” is not understood: write role=layer, for instance features=/data/benches.gpkg.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>No readable vector layer at “{source}” (role {role}): check the path, or the file.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Load a harmonised layer</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Brings a public dataset to a common schema, with today's commune codes, and cuts it to the territory. Producer, licence, date and what was left out are written in the log and in the layer's metadata.

Entries:
{entries}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Entry of the catalogue</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Layer</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{read} rows read, {kept} kept, {here} in the territory.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Polygons of a territory</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Gives one polygon for each commune, EPCI, département or région of a territory, with its code, name and population (2026 geographic code). The embedded contours are generalised: good for maps, not for measuring near a border.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{count} units have no contour: {names}.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>readers</name>
    <message>
      <source>{file} cannot be read: it is damaged, or is not what its source announces. Download it again, or tell the authors that the source has changed.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file} has no layer named “{layer}”.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>reports</name>
    <message>
      <source>Commune</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Département</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Région</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Communauté de communes</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Communauté d’agglomération</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Communauté urbaine</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Métropole</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Métropole de Lyon</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>single business tax (FPU)</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>additional tax (FA)</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>about {value} {unit}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>generalised contours</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{kept} rows kept of {read} read</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Code</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Municipal population {year}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Contours: {source}, generalised.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Funding</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Communes</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Area</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{names} and {more} more</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>inh. per km²</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Density</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>none</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{category}: {count} communes</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Neighbouring communes</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>{file} cannot be written: check that the folder may be written to and that no program holds it.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Territorial fact sheet</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Identity</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Programmes it benefits from</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Zonings</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Services</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Indicators</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Indicator</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Unit</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Subject</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Value</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Source</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>INSEE code</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Name</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Municipal population</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Methods</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Limits, and what is missing</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Nothing is missing.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Sources, dates and licences</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>None known.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>A dash means that there is no figure: the reason is given here.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Map of the communes: {what}</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Computed on {when} with Vigie territoriale.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>requirements</name>
    <message>
      <source>This needs the Python library {library}, which this QGIS lacks: install the full QGIS package (Windows, macOS) or the library from your system's packages, then start QGIS again.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>store</name>
    <message>
      <source>{file} cannot be written: check that the folder exists and may be written to, that the disk is not full, and that no other program holds the file.</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>styles</name>
    <message>
      <source>no data</source>
      <translation type="unfinished"/>
    </message>
  </context>
  <context>
    <name>territory</name>
    <message>
      <source>No territory was given: write for instance epci:200067825 or commune:05061.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Unknown territory “{part}”: it is no commune, EPCI, département or région of the 2026 geographic code.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Unknown level “{level}” in “{part}”: write one of {levels}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>Unknown level “{level}”: choose one of {levels}.</source>
      <translation type="unfinished"/>
    </message>
    <message>
      <source>“{layer}” holds no contours of communes: it needs a field of INSEE codes.</source>
      <translation type="unfinished"/>
    </message>
  </context>
</TS>
