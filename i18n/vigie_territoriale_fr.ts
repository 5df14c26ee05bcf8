<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
  <context>
    <name>catalog</name>
    <message>
      <source>Unknown entry “{id}”: the catalogue has {known}.</source>
      <translation>Entrée inconnue « {id} » : le catalogue contient {known}.</translation>
    </message>
  </context>
  <context>
    <name>crs</name>
    <message>
      <source>Unknown coordinate reference system “{crs}”: set the right one on the layer.</source>
      <translation>Système de coordonnées inconnu « {crs} » : attribuez le bon à la couche.</translation>
    </message>
  </context>
  <context>
    <name>documents</name>
    <message>
      <source>no such field is known</source>
      <translation>ce champ n’est pas connu</translation>
    </message>
    <message>
      <source>it lacks {expected}</source>
      <translation>il y manque {expected}</translation>
    </message>
    <message>
      <source>it must be of type {expected}</source>
      <translation>le type attendu est {expected}</translation>
    </message>
    <message>
      <source>it must be one of {expected}</source>
      <translation>une de ces valeurs est attendue : {expected}</translation>
    </message>
    <message>
      <source>it must be {expected}</source>
      <translation>la valeur attendue est {expected}</translation>
    </message>
    <message>
      <source>it does not have the form {expected}</source>
      <translation>la forme attendue est {expected}</translation>
    </message>
    <message>
      <source>it must be a {expected}</source>
      <translation>un format {expected} est attendu</translation>
    </message>
    <message>
      <source>it must have {expected} characters at least</source>
      <translation>{expected} caractères au moins sont attendus</translation>
    </message>
    <message>
      <source>it must have {expected} items at least</source>
      <translation>{expected} éléments au moins sont attendus</translation>
    </message>
    <message>
      <source>it must have {expected} fields at least</source>
      <translation>{expected} champs au moins sont attendus</translation>
    </message>
    <message>
      <source>it must be {expected} at least</source>
      <translation>la valeur doit être au moins {expected}</translation>
    </message>
    <message>
      <source>it must be {expected} at most</source>
      <translation>la valeur doit être au plus {expected}</translation>
    </message>
    <message>
      <source>it does not follow the schema (rule “{rule}”)</source>
      <translation>le schéma n’est pas respecté (règle « {rule} »)</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>Impossible de lire {file} : {why}.</translation>
    </message>
    <message>
      <source>{file} is not UTF-8 text.</source>
      <translation>{file} n’est pas un texte en UTF-8 : enregistrez-le dans cet encodage.</translation>
    </message>
    <message>
      <source>{file}, line {line}, column {column}: this is not valid JSON.</source>
      <translation>{file}, ligne {line}, colonne {column} : ce JSON n’est pas valide.</translation>
    </message>
    <message>
      <source>{file}, line {line}, field “{field}”: {why}.</source>
      <translation>{file}, ligne {line}, champ « {field} » : {why}.</translation>
    </message>
  </context>
  <context>
    <name>gui</name>
    <message>
      <source>Vigie: reading the geographic code</source>
      <translation>Vigie : lecture du code officiel géographique</translation>
    </message>
    <message>
      <source>Territory</source>
      <translation>Territoire</translation>
    </message>
    <message>
      <source>Embedded, generalised</source>
      <translation>Embarqués, généralisés</translation>
    </message>
    <message>
      <source>Contours of communes</source>
      <translation>Contours des communes</translation>
    </message>
    <message>
      <source>A layer of precise contours, with a field of INSEE codes: counts near borders become exact.</source>
      <translation>Une couche de contours précis, avec un champ de codes INSEE : les comptages près des limites deviennent exacts.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Couches</translation>
    </message>
    <message>
      <source>Indicators</source>
      <translation>Indicateurs</translation>
    </message>
    <message>
      <source>Fact sheet</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>Contours</source>
      <translation>Contours</translation>
    </message>
    <message>
      <source>Cancelled: the project was closed.</source>
      <translation>Annulé : le projet a été fermé.</translation>
    </message>
    <message>
      <source>{title}: {count} rows added.</source>
      <translation>{title} – lignes ajoutées : {count}.</translation>
    </message>
    <message>
      <source>Vigie: loading {entry}</source>
      <translation>Vigie : chargement de {entry}</translation>
    </message>
    <message>
      <source>Vigie: computing {indicator}</source>
      <translation>Vigie : calcul de {indicator}</translation>
    </message>
    <message>
      <source>Vigie: fact sheet of {territory}</source>
      <translation>Vigie : fiche territoriale – {territory}</translation>
    </message>
    <message>
      <source>The fact sheet is in {file}.</source>
      <translation>La fiche territoriale a été enregistrée dans {file}.</translation>
    </message>
    <message>
      <source>Cancelled: nothing was changed.</source>
      <translation>Annulé : rien n’a été modifié.</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>Make and Open</source>
      <translation>Créer et ouvrir</translation>
    </message>
    <message>
      <source>Identity, programmes, services, indicators with the département, the région and France, map, and for every figure its source, date and method.</source>
      <translation>Identité, programmes, services, indicateurs comparés au département, à la région et à la France, carte, et pour chaque chiffre sa source, sa date et sa méthode.</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Fichier</translation>
    </message>
    <message>
      <source>Give the whole path of the file to make.</source>
      <translation>Donnez le chemin complet du fichier à créer.</translation>
    </message>
    <message>
      <source>By commune</source>
      <translation>Par commune</translation>
    </message>
    <message>
      <source>By EPCI</source>
      <translation>Par EPCI</translation>
    </message>
    <message>
      <source>By département</source>
      <translation>Par département</translation>
    </message>
    <message>
      <source>By région</source>
      <translation>Par région</translation>
    </message>
    <message>
      <source>Indicator</source>
      <translation>Indicateur</translation>
    </message>
    <message>
      <source>Level</source>
      <translation>Échelon</translation>
    </message>
    <message>
      <source>Own layer</source>
      <translation>Couche personnelle</translation>
    </message>
    <message>
      <source>Compute</source>
      <translation>Calculer</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Résultats</translation>
    </message>
    <message>
      <source>Sources and notes</source>
      <translation>Sources et remarques</translation>
    </message>
    <message>
      <source>Remark</source>
      <translation>Remarque</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Méthode</translation>
    </message>
    <message>
      <source>Choose a layer of yours first.</source>
      <translation>Choisissez d’abord une de vos couches.</translation>
    </message>
    <message>
      <source>Services and equipment</source>
      <translation>Services et équipements</translation>
    </message>
    <message>
      <source>Programmes</source>
      <translation>Programmes</translation>
    </message>
    <message>
      <source>Zonings</source>
      <translation>Zonages</translation>
    </message>
    <message>
      <source>Population</source>
      <translation>Population</translation>
    </message>
    <message>
      <source>Own layers</source>
      <translation>Couches personnelles</translation>
    </message>
    <message>
      <source>Embedded copy (dated, no network)</source>
      <translation>Copie embarquée (datée, sans réseau)</translation>
    </message>
    <message>
      <source>Live source of the producer</source>
      <translation>Source en ligne du producteur</translation>
    </message>
    <message>
      <source>Find a layer</source>
      <translation>Chercher une couche</translation>
    </message>
    <message>
      <source>Harmonised layers</source>
      <translation>Couches harmonisées</translation>
    </message>
    <message>
      <source>Add to the Project</source>
      <translation>Ajouter au projet</translation>
    </message>
    <message>
      <source>No layer answers these words: try fewer.</source>
      <translation>Aucune couche ne correspond à ces mots : essayez-en moins.</translation>
    </message>
    <message>
      <source>Choose a layer to see what it is.</source>
      <translation>Choisissez une couche pour voir ce qu’elle contient.</translation>
    </message>
    <message>
      <source>This layer has no such source: choose the other one.</source>
      <translation>Cette couche n’est pas disponible dans cette source : choisissez l’autre.</translation>
    </message>
    <message>
      <source>Address known from documentation, never verified: say so if it fails.</source>
      <translation>Adresse tirée de la documentation, jamais vérifiée : si elle ne fonctionne pas, signalez-le.</translation>
    </message>
    <message>
      <source>Copy of {date}, verified on this file.</source>
      <translation>Copie embarquée, date : {date}. Traitement vérifié sur ce fichier.</translation>
    </message>
    <message>
      <source>{name}: territory, harmonised layers, indicators, fact sheet ({shortcut})</source>
      <translation>{name} : territoire, couches harmonisées, indicateurs, fiche territoriale ({shortcut})</translation>
    </message>
    <message>
      <source>Commune, EPCI, département, région, code or SIREN</source>
      <translation>Commune, EPCI, département, région, code ou SIREN</translation>
    </message>
    <message>
      <source>Search for a territory</source>
      <translation>Chercher un territoire</translation>
    </message>
    <message>
      <source>Territories found</source>
      <translation>Territoires trouvés</translation>
    </message>
    <message>
      <source>Choose a territory to begin.</source>
      <translation>Choisissez un territoire pour commencer.</translation>
    </message>
    <message>
      <source>Add to the selection</source>
      <translation>Ajouter à la sélection</translation>
    </message>
    <message>
      <source>When this is down, the next territory is added to those already chosen.</source>
      <translation>Lorsque ce bouton est enfoncé, le prochain territoire s’ajoute à ceux déjà choisis.</translation>
    </message>
    <message>
      <source>Nothing by that name or code.</source>
      <translation>Aucun territoire ne porte ce nom ou ce code.</translation>
    </message>
    <message>
      <source>{kind} – {communes} communes – {people} inhabitants ({year})</source>
      <translation>{kind} – communes : {communes} – population municipale {year} : {people}</translation>
    </message>
    <message>
      <source>formerly or part: {name}</source>
      <translation>ancienne commune ou subdivision : {name}</translation>
    </message>
    <message>
      <source>An unexpected error stopped this work: {error}. The details are in the log.</source>
      <translation>Une erreur inattendue a interrompu le traitement : {error}. Les détails sont dans le journal des messages (onglet Vigie).</translation>
    </message>
  </context>
  <context>
    <name>harmonize</name>
    <message>
      <source>no known commune code</source>
      <translation>code de commune absent ou inconnu</translation>
    </message>
    <message>
      <source>no identifier</source>
      <translation>sans identifiant</translation>
    </message>
    <message>
      <source>same identifier as an earlier row</source>
      <translation>même identifiant qu’une ligne précédente</translation>
    </message>
    <message>
      <source>municipal district, already counted in its commune</source>
      <translation>arrondissement municipal, déjà compté dans sa commune</translation>
    </message>
    <message>
      <source>{file} no longer has the expected columns ({missing}): its structure has changed, and the recipe must be adapted before it can be used.</source>
      <translation>{file} n’a plus les colonnes attendues ({missing}) : sa structure a changé, et la recette doit être adaptée avant que ce fichier puisse servir.</translation>
    </message>
    <message>
      <source>{period}: no figure for the {count} communes of the country that were split since.</source>
      <translation>{period} : pas de chiffre pour les {count} communes du pays qui ont été scindées depuis.</translation>
    </message>
  </context>
  <context>
    <name>indicators</name>
    <message>
      <source>Unknown indicator “{id}”: choose among {known}, or give a .json file.</source>
      <translation>Indicateur inconnu « {id} » : choisissez parmi {known}, ou indiquez un fichier .json.</translation>
    </message>
    <message>
      <source>{layer}: {read} features read, {used} in the territory, {outside} outside, {empty} without geometry.</source>
      <translation>{layer} – entités lues : {read} ; dans le territoire : {used} ; hors du territoire : {outside} ; sans géométrie : {empty}.</translation>
    </message>
    <message>
      <source>no data</source>
      <translation>pas de donnée</translation>
    </message>
    <message>
      <source>not applicable: no inhabitants</source>
      <translation>sans objet : aucun habitant</translation>
    </message>
    <message>
      <source>not enough data: {share} % of the population is known</source>
      <translation>données insuffisantes : connues pour {share} % de la population</translation>
    </message>
    <message>
      <source>partial: {share} % of the population is known</source>
      <translation>données partielles : connues pour {share} % de la population</translation>
    </message>
    <message>
      <source>Contours of communes are generalised: {near} features lie within {metres} m of a border, where the commune is uncertain. Give precise contours (LAYERS=contours=…) to settle them.</source>
      <translation>Les contours des communes sont généralisés. Entités à moins de {metres} m d’une limite, dont la commune est incertaine : {near}. Pour lever le doute, fournissez des contours précis (LAYERS=contours=…).</translation>
    </message>
    <message>
      <source>“{layer}” cannot be used here: a harmonised “{schema}” dataset of the catalogue is needed.</source>
      <translation>Impossible d’utiliser « {layer} » ici : il faut un jeu de données harmonisé du catalogue, de schéma « {schema} ».</translation>
    </message>
    <message>
      <source>“{indicator}” is not defined by {level}: choose among {levels}.</source>
      <translation>L’indicateur « {indicator} » n’est pas défini à l’échelon « {level} » : choisissez parmi {levels}.</translation>
    </message>
    <message>
      <source>“{indicator}” needs a layer for “{role}”: choose one of yours (LAYERS={role}=…).</source>
      <translation>L’indicateur « {indicator} » demande une couche pour le rôle « {role} » : choisissez une des vôtres (LAYERS={role}=…).</translation>
    </message>
    <message>
      <source>{count} communes of the territory have no known starting point.</source>
      <translation>Communes du territoire sans point de départ connu : {count}.</translation>
    </message>
    <message>
      <source>The position given for {names} lies more than {distance} m outside of the commune: left out.</source>
      <translation>Position écartée, à plus de {distance} m du contour de la commune : {names}.</translation>
    </message>
    <message>
      <source>“{layer}” has no figure for {period}.</source>
      <translation>Aucun chiffre pour {period} dans « {layer} ».</translation>
    </message>
  </context>
  <context>
    <name>layers</name>
    <message>
      <source>{kept} rows kept of {read} read; data of {date}; source: {source}</source>
      <translation>Lignes lues : {read}, retenues : {kept} ; date des données : {date} ; source : {source}</translation>
    </message>
    <message>
      <source>“{layer}” cannot be opened: {source}.</source>
      <translation>Impossible d’ouvrir la couche « {layer} » : {source}.</translation>
    </message>
    <message>
      <source>Harmonised on {when} by Vigie territoriale (recipe {recipe}, version {version}).</source>
      <translation>Harmonisé le {when} par Vigie territoriale (recette {recipe}, version {version}).</translation>
    </message>
    <message>
      <source>Computed on {when} by Vigie territoriale.</source>
      <translation>Calculé le {when} par Vigie territoriale.</translation>
    </message>
    <message>
      <source>“{layer}” is being edited: save or leave its edits first.</source>
      <translation>« {layer} » est en cours d’édition : enregistrez ou quittez d’abord ses modifications.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be read: check where it lies, or the file.</source>
      <translation>« {layer} » ne peut pas être lue : vérifiez son emplacement, ou le fichier.</translation>
    </message>
    <message>
      <source>“{layer}” has no feature with a geometry: nothing can be counted.</source>
      <translation>« {layer} » n’a aucune entité avec une géométrie : rien ne peut être compté.</translation>
    </message>
    <message>
      <source>“{layer}” has no coordinate reference system: set it in the properties of the layer.</source>
      <translation>La couche « {layer} » n’a pas de système de coordonnées : définissez-le dans les propriétés de la couche.</translation>
    </message>
    <message>
      <source>“{layer}” announces {announced} features, but {read} could be read: figures would be wrong. Check the layer.</source>
      <translation>Couche « {layer} » – entités annoncées : {announced} ; entités lues : {read}. Les chiffres seraient faux : vérifiez la couche.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be read.</source>
      <translation>Impossible de lire la couche « {layer} ».</translation>
    </message>
  </context>
  <context>
    <name>messages</name>
    <message>
      <source>it does not exist</source>
      <translation>il n’existe pas</translation>
    </message>
    <message>
      <source>access is denied</source>
      <translation>l’accès est refusé</translation>
    </message>
    <message>
      <source>it is a folder</source>
      <translation>c’est un dossier</translation>
    </message>
    <message>
      <source>part of its path is not a folder</source>
      <translation>une partie du chemin n’est pas un dossier</translation>
    </message>
  </context>
  <context>
    <name>network</name>
    <message>
      <source>{host} refuses: answer {status}. The address may have changed; use the embedded copy.</source>
      <translation>{host} refuse la demande (réponse HTTP {status}). L’adresse a peut-être changé ; utilisez la copie embarquée.</translation>
    </message>
    <message>
      <source>{host} sends more than {size} MB: refused.</source>
      <translation>{host} envoie plus de {size} Mo : téléchargement refusé.</translation>
    </message>
    <message>
      <source>{host} sent a web page, or nothing, in place of data: the address may have changed, or the proxy asks for a password.</source>
      <translation>{host} a envoyé une page web, ou rien, au lieu des données : l’adresse a peut-être changé, ou le proxy demande un mot de passe.</translation>
    </message>
    <message>
      <source>The download could not be kept in {folder}: {why}.</source>
      <translation>Impossible d’enregistrer le téléchargement dans {folder} : {why}.</translation>
    </message>
    <message>
      <source>{host} is too slow: no answer in time. Try again later, or use the embedded copy.</source>
      <translation>{host} est trop lent : pas de réponse dans le délai prévu. Réessayez plus tard, ou utilisez la copie embarquée.</translation>
    </message>
    <message>
      <source>{host} cannot be reached: check the network and QGIS's proxy settings, or use the embedded copy.</source>
      <translation>{host} est injoignable : vérifiez le réseau et les paramètres de proxy de QGIS, ou utilisez la copie embarquée.</translation>
    </message>
  </context>
  <context>
    <name>observatory</name>
    <message>
      <source>No live address is known yet: the embedded copy of {date} was used.</source>
      <translation>Aucune adresse en ligne n’est encore connue : la copie embarquée du {date} a servi.</translation>
    </message>
    <message>
      <source>There is no embedded copy: the live source was used ({date}).</source>
      <translation>Il n’y a pas de copie embarquée : la source en ligne a servi ({date}).</translation>
    </message>
    <message>
      <source>Partial: {count} communes of the territory are not covered by this source.</source>
      <translation>Couverture partielle – communes du territoire que cette source ne couvre pas : {count}.</translation>
    </message>
    <message>
      <source>{count} of these rows have no position: they are in the table, not on the map.</source>
      <translation>Lignes sans position : {count} (présentes dans la table, absentes de la carte).</translation>
    </message>
    <message>
      <source>“{title}” has no known live address yet: use the embedded copy.</source>
      <translation>Pas encore de source en ligne connue pour « {title} » : utilisez la copie embarquée.</translation>
    </message>
    <message>
      <source>“{title}” has no embedded copy: use the live source.</source>
      <translation>Pas de copie embarquée pour « {title} » : utilisez la source en ligne.</translation>
    </message>
    <message>
      <source>“{title}” does not cover {territory}: this copy is limited to {coverage}. Use the live source.</source>
      <translation>« {title} » ne couvre pas le territoire choisi ({territory}) : cette copie se limite à {coverage}. Utilisez la source en ligne.</translation>
    </message>
    <message>
      <source>“{layer}” holds no contours of communes: it needs a field of INSEE codes.</source>
      <translation>La couche « {layer} » ne donne pas de contours de communes : il lui faut un champ de codes Insee.</translation>
    </message>
  </context>
  <context>
    <name>processing</name>
    <message>
      <source>Territory</source>
      <translation>Territoire</translation>
    </message>
    <message>
      <source>Written as commune:05061, epci:200067825, departement:05 or region:93; several apart by commas; france for the country.</source>
      <translation>S’écrit commune:05061, epci:200067825, departement:05 ou region:93 ; plusieurs territoires se séparent par des virgules ; france pour le pays entier.</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>embedded: the dated copies that come with the product; live: the producers' own addresses.</source>
      <translation>embedded : les copies datées livrées avec l’extension ; live : les adresses des producteurs.</translation>
    </message>
    <message>
      <source>Own layers (role=layer, apart by semicolons)</source>
      <translation>Couches personnelles (rôle=couche, séparées par des points-virgules)</translation>
    </message>
    <message>
      <source>For instance features=/data/benches.gpkg|layername=benches;contours=/data/communes.gpkg. A layer of the project is given by its id or name. Roles: features (a layer of yours), contours (precise contours of communes, with their INSEE code), or the id of a catalogue entry to put a layer of yours in its place.</source>
      <translation>Par exemple features=/data/benches.gpkg|layername=benches;contours=/data/communes.gpkg. Une couche du projet se désigne par son identifiant ou son nom. Rôles : features (une de vos couches), contours (des contours précis de communes, avec leur code Insee), ou l’identifiant d’une entrée du catalogue pour la remplacer par une de vos couches.</translation>
    </message>
    <message>
      <source>Level</source>
      <translation>Échelon</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>“{part}” is not understood: write role=layer, for instance features=/data/benches.gpkg.</source>
      <translation>« {part} » n’est pas compris : écrivez rôle=couche, par exemple features=/data/benches.gpkg.</translation>
    </message>
    <message>
      <source>No readable vector layer at “{source}” (role {role}): check the path, or the file.</source>
      <translation>Pas de couche vecteur lisible à l’emplacement « {source} » (rôle {role}) : vérifiez le chemin, ou le fichier.</translation>
    </message>
    <message>
      <source>Fact sheet of a territory</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>Makes the fact sheet of a territory: identity, programmes it benefits from, services, indicators with the département, the région and France, a map, and for every figure its source, date and method.</source>
      <translation>Produit la fiche d’un territoire : identité, programmes dont il bénéficie, services, indicateurs comparés au département, à la région et à la France, carte, et pour chaque chiffre sa source, sa date et sa méthode.</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>Fact sheet</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>FORMAT is {kind}, but OUTPUT is named {file}: make them agree.</source>
      <translation>FORMAT vaut {kind}, mais OUTPUT se nomme {file} : accordez-les.</translation>
    </message>
    <message>
      <source>Compute indicators</source>
      <translation>Calculer des indicateurs</translation>
    </message>
    <message>
      <source>Computes indicators from harmonised layers and from layers of yours, which are only read. Missing is not zero: a zone without data has no value, and says why. The table also holds the territory as a whole, its départements, régions and France, where the data covers them.

Definitions:
{known}</source>
      <translation>Calcule des indicateurs à partir de couches harmonisées et de vos propres couches, qui sont seulement lues. Une donnée manquante n’est pas un zéro : une zone sans donnée n’a pas de valeur, et la raison est indiquée. La table contient aussi le territoire dans son ensemble, ses départements, ses régions et la France, là où les données les couvrent.

Définitions :
{known}</translation>
    </message>
    <message>
      <source>Definitions (ids or .json files, apart by commas)</source>
      <translation>Définitions (identifiants ou fichiers .json, séparés par des virgules)</translation>
    </message>
    <message>
      <source>Indicators</source>
      <translation>Indicateurs</translation>
    </message>
    <message>
      <source>Table with comparators, methods and sources</source>
      <translation>Table avec territoires de comparaison, méthodes et sources</translation>
    </message>
    <message>
      <source>No indicator was given: write the id of one at least.</source>
      <translation>Aucun indicateur indiqué : écrivez l’identifiant d’au moins un indicateur.</translation>
    </message>
    <message>
      <source>{name} is a file of yours that is read here: choose another one.</source>
      <translation>{name} désigne un de vos fichiers lus ici : choisissez-en un autre.</translation>
    </message>
    <message>
      <source>Load a harmonised layer</source>
      <translation>Charger une couche harmonisée</translation>
    </message>
    <message>
      <source>Brings a public dataset to a common schema, with today's commune codes, and cuts it to the territory. Producer, licence, date and what was left out are written in the log and in the layer's metadata.

Entries:
{entries}</source>
      <translation>Ramène un jeu de données public à un schéma commun, avec les codes de communes d’aujourd’hui, et le restreint au territoire. Le producteur, la licence, la date et ce qui a été écarté sont écrits dans le journal et dans les métadonnées de la couche.

Entrées :
{entries}</translation>
    </message>
    <message>
      <source>Entry of the catalogue</source>
      <translation>Entrée du catalogue</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Couche</translation>
    </message>
    <message>
      <source>{read} rows read, {kept} kept, {here} in the territory.</source>
      <translation>Lignes lues : {read} ; retenues : {kept} ; dans le territoire : {here}.</translation>
    </message>
    <message>
      <source>Polygons of a territory</source>
      <translation>Polygones d’un territoire</translation>
    </message>
    <message>
      <source>Gives one polygon for each commune, EPCI, département or région of a territory, with its code, name and population (2026 geographic code). The embedded contours are generalised: good for maps, not for measuring near a border.</source>
      <translation>Donne un polygone par commune, EPCI, département ou région d’un territoire, avec son code, son nom et sa population (code officiel géographique 2026). Les contours embarqués sont généralisés : ils conviennent aux cartes, pas aux mesures près d’une limite.</translation>
    </message>
    <message>
      <source>{count} units have no contour: {names}.</source>
      <translation>Unités territoriales sans contour ({count}) : {names}.</translation>
    </message>
  </context>
  <context>
    <name>readers</name>
    <message>
      <source>{file} cannot be read: it is damaged, or is not what its source announces. Download it again, or tell the authors that the source has changed.</source>
      <translation>Impossible de lire {file} : ce fichier est endommagé, ou n’est pas ce que sa source annonce. Téléchargez-le à nouveau, ou signalez aux auteurs que la source a changé.</translation>
    </message>
    <message>
      <source>{file} has no layer named “{layer}”.</source>
      <translation>{file} ne contient pas de couche nommée « {layer} ».</translation>
    </message>
    <message>
      <source>A geometry is damaged: mend it with QGIS's “Fix geometries”.</source>
      <translation>Une géométrie est abîmée : réparez-la avec « Réparer les géométries » de QGIS.</translation>
    </message>
  </context>
  <context>
    <name>reports</name>
    <message>
      <source>Country</source>
      <translation>Pays</translation>
    </message>
    <message>
      <source>Commune</source>
      <translation>Commune</translation>
    </message>
    <message>
      <source>Département</source>
      <translation>Département</translation>
    </message>
    <message>
      <source>Région</source>
      <translation>Région</translation>
    </message>
    <message>
      <source>Communauté de communes</source>
      <translation>Communauté de communes</translation>
    </message>
    <message>
      <source>Communauté d’agglomération</source>
      <translation>Communauté d’agglomération</translation>
    </message>
    <message>
      <source>Communauté urbaine</source>
      <translation>Communauté urbaine</translation>
    </message>
    <message>
      <source>Métropole</source>
      <translation>Métropole</translation>
    </message>
    <message>
      <source>Métropole de Lyon</source>
      <translation>Métropole de Lyon</translation>
    </message>
    <message>
      <source>single business tax (FPU)</source>
      <translation>fiscalité professionnelle unique (FPU)</translation>
    </message>
    <message>
      <source>additional tax (FA)</source>
      <translation>fiscalité additionnelle (FA)</translation>
    </message>
    <message>
      <source>{kept} rows kept of {read} read</source>
      <translation>Lignes lues : {read}, retenues : {kept}</translation>
    </message>
    <message>
      <source>Municipal population {year}</source>
      <translation>Population municipale {year}</translation>
    </message>
    <message>
      <source>about {value} {unit}</source>
      <translation>environ {value} {unit}</translation>
    </message>
    <message>
      <source>generalised contours</source>
      <translation>contours généralisés</translation>
    </message>
    <message>
      <source>Code</source>
      <translation>Code</translation>
    </message>
    <message>
      <source>Funding</source>
      <translation>Mode de financement</translation>
    </message>
    <message>
      <source>Communes</source>
      <translation>Communes</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>Superficie</translation>
    </message>
    <message>
      <source>{names} and {more} more</source>
      <translation>{names} et {more} de plus</translation>
    </message>
    <message>
      <source>inh. per km²</source>
      <translation>hab./km²</translation>
    </message>
    <message>
      <source>Density</source>
      <translation>Densité</translation>
    </message>
    <message>
      <source>none</source>
      <translation>néant</translation>
    </message>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation>Impossible d’écrire {file} : {why}.</translation>
    </message>
    <message>
      <source>Neighbouring communes</source>
      <translation>Communes voisines</translation>
    </message>
    <message>
      <source>{file} cannot be written: check that the folder may be written to and that no program holds it.</source>
      <translation>Impossible d’écrire {file} : vérifiez que vous avez le droit d’écrire dans le dossier et qu’aucun autre logiciel n’utilise le fichier.</translation>
    </message>
    <message>
      <source>Territorial fact sheet</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>Identity</source>
      <translation>Identité</translation>
    </message>
    <message>
      <source>Programmes it benefits from</source>
      <translation>Programmes dont bénéficie le territoire</translation>
    </message>
    <message>
      <source>Zonings</source>
      <translation>Zonages</translation>
    </message>
    <message>
      <source>Services</source>
      <translation>Services</translation>
    </message>
    <message>
      <source>Indicators</source>
      <translation>Indicateurs</translation>
    </message>
    <message>
      <source>Indicator</source>
      <translation>Indicateur</translation>
    </message>
    <message>
      <source>Unit</source>
      <translation>Unité</translation>
    </message>
    <message>
      <source>Subject</source>
      <translation>Rubrique</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>Valeur</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Municipal population</source>
      <translation>Population municipale</translation>
    </message>
    <message>
      <source>Methods</source>
      <translation>Méthodes</translation>
    </message>
    <message>
      <source>Limits, and what is missing</source>
      <translation>Limites et données manquantes</translation>
    </message>
    <message>
      <source>Nothing is missing.</source>
      <translation>Aucune donnée ne manque.</translation>
    </message>
    <message>
      <source>Sources, dates and licences</source>
      <translation>Sources, dates et licences</translation>
    </message>
    <message>
      <source>None known.</source>
      <translation>Aucun élément connu.</translation>
    </message>
    <message>
      <source>A dash means that there is no figure: the reason is given here.</source>
      <translation>Un tiret signale l’absence de chiffre : la raison est indiquée ici.</translation>
    </message>
    <message>
      <source>Départements</source>
      <translation>Départements</translation>
    </message>
    <message>
      <source>Régions</source>
      <translation>Régions</translation>
    </message>
    <message>
      <source>Map of the communes: {what}</source>
      <translation>Carte des communes : {what}</translation>
    </message>
    <message>
      <source>Computed on {when} with Vigie territoriale.</source>
      <translation>Calculé le {when} avec Vigie territoriale.</translation>
    </message>
  </context>
  <context>
    <name>requirements</name>
    <message>
      <source>This needs the Python library {library}, which this QGIS lacks: install the full QGIS package (Windows, macOS) or the library from your system's packages, then start QGIS again.</source>
      <translation>Cette fonction a besoin de la bibliothèque Python {library}, absente de ce QGIS : installez le paquet complet de QGIS (Windows, macOS) ou la bibliothèque depuis les paquets de votre système, puis redémarrez QGIS.</translation>
    </message>
  </context>
  <context>
    <name>store</name>
    <message>
      <source>{file} cannot be written: check that the folder exists and may be written to, that the disk is not full, and that no other program holds the file.</source>
      <translation>Impossible d’écrire {file} : vérifiez que le dossier existe et que vous avez le droit d’y écrire, que le disque n’est pas plein et qu’aucun autre logiciel n’utilise le fichier.</translation>
    </message>
  </context>
  <context>
    <name>styles</name>
    <message>
      <source>no data</source>
      <translation>pas de donnée</translation>
    </message>
  </context>
  <context>
    <name>territory</name>
    <message>
      <source>France (with overseas départements)</source>
      <translation>France (avec les DROM)</translation>
    </message>
    <message>
      <source>No territory was given: write for instance epci:200067825 or commune:05061.</source>
      <translation>Aucun territoire indiqué : écrivez par exemple epci:200067825 ou commune:05061.</translation>
    </message>
    <message>
      <source>Unknown territory “{part}”: it is no commune, EPCI, département or région of the {vintage} geographic code.</source>
      <translation>Territoire inconnu « {part} » : ce n’est ni une commune, ni un EPCI, ni un département, ni une région du code officiel géographique {vintage}.</translation>
    </message>
    <message>
      <source>Unknown level “{level}” in “{part}”: write one of {levels}.</source>
      <translation>Échelon inconnu « {level} » dans « {part} » : écrivez l’un de ceux-ci : {levels}.</translation>
    </message>
    <message>
      <source>Did you mean {near}?</source>
      <translation>Vouliez-vous dire {near} ?</translation>
    </message>
    <message>
      <source>Unknown level “{level}”: choose one of {levels}.</source>
      <translation>Échelon inconnu « {level} » : choisissez parmi {levels}.</translation>
    </message>
    <message>
      <source>Contours: {source}, generalised.</source>
      <translation>Contours : {source}, généralisés.</translation>
    </message>
    <message>
      <source>Contours: {source}.</source>
      <translation>Contours : {source}.</translation>
    </message>
    <message>
      <source>“{layer}” holds no contours of communes: it needs a field of INSEE codes.</source>
      <translation>La couche « {layer} » ne donne pas de contours de communes : il lui faut un champ de codes Insee.</translation>
    </message>
  </context>
</TS>
