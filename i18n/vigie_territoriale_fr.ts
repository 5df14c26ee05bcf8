<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
  <context>
    <name>about</name>
    <message>
      <source>fetched on {date}</source>
      <translation>obtenu le {date}</translation>
    </message>
  </context>
  <context>
    <name>access</name>
    <message>
      <source>{layer}, read from {source}</source>
      <translation>{layer}, lue dans {source}</translation>
    </message>
    <message>
      <source>{layer}: {count} lines or areas are taken at one point inside each: an approximation for large ones.</source>
      <translation>{layer} : lignes ou surfaces prises en un point intérieur : {count} ; c’est une approximation pour les grandes.</translation>
    </message>
    <message>
      <source>{count} services have no position: they are left out.</source>
      <translation>Services sans position, laissés de côté : {count}.</translation>
    </message>
    <message>
      <source>Inhabitants ({year}) are counted at one point of their commune: an approximation in wide ones.</source>
      <translation>Les habitants ({year}) sont comptés en un seul point de leur commune : c’est une approximation dans les communes étendues.</translation>
    </message>
    <message>
      <source>{layer}: {read} points read, {used} in the territory, {without} of which without a weight.</source>
      <translation>{layer} – points lus : {read} ; dans le territoire : {used}, dont sans poids : {without}.</translation>
    </message>
    <message>
      <source>{title}: {all} services, {near} of which within {km} km of the territory: only these are looked at.</source>
      <translation>{title} – services : {all}, dont à {km} km au plus du territoire : {near}. Seuls ces derniers sont pris en compte.</translation>
    </message>
    <message>
      <source>not covered by the source</source>
      <translation>hors de la couverture de la source</translation>
    </message>
    <message>
      <source>None of the areas of {count} services could be had. {why}</source>
      <translation>Aucune zone de desserte n’a pu être obtenue (services : {count}). {why}</translation>
    </message>
    <message>
      <source>Partial: the areas of {missing} services of {all} are missing, so that shares are at least these. {why}</source>
      <translation>Résultat partiel – services dont la zone de desserte manque : {missing} sur {all}. Les parts sont donc des minimums. {why}</translation>
    </message>
    <message>
      <source>{count} communes of the territory are not covered by the source: nothing is said of them.</source>
      <translation>Communes du territoire que la source ne couvre pas : {count}. Rien n’en est dit.</translation>
    </message>
    <message>
      <source>{count} neighbouring communes are not covered by the source ({names}…): services that lie there are not counted.</source>
      <translation>Communes voisines que la source ne couvre pas : {count} ({names}…). Les services qui s’y trouvent ne sont pas comptés.</translation>
    </message>
    <message>
      <source>No number of minutes was given: write for instance 10,20.</source>
      <translation>Aucun nombre de minutes indiqué : écrivez par exemple 10,20.</translation>
    </message>
    <message>
      <source>its communes in the territory only</source>
      <translation>seulement ses communes du territoire</translation>
    </message>
    <message>
      <source>“{title}” is no layer of services with positions: choose another entry, or a layer of yours.</source>
      <translation>« {title} » n’est pas une couche de services avec des positions : choisissez une autre entrée, ou une de vos couches.</translation>
    </message>
    <message>
      <source>“{expression}” gives weights below 0.</source>
      <translation>« {expression} » donne des poids inférieurs à 0.</translation>
    </message>
    <message>
      <source>“{title}” does not cover {territory}: nothing can be said of it.</source>
      <translation>« {title} » ne couvre pas {territory} : rien ne peut en être dit.</translation>
    </message>
    <message>
      <source>{count} services are in and around {territory}, {most} at most: choose a smaller territory.</source>
      <translation>{territory} – services du territoire et de ses alentours : {count}, pour {most} au plus. Choisissez un territoire plus petit.</translation>
    </message>
    <message>
      <source>“{expression}” gives weights that are no numbers: use to_real() or another field.</source>
      <translation>« {expression} » donne des poids qui ne sont pas des nombres : employez to_real() ou un autre champ.</translation>
    </message>
  </context>
  <context>
    <name>assistant</name>
    <message>
      <source>not told</source>
      <translation>non précisé</translation>
    </message>
    <message>
      <source>Coverage</source>
      <translation>Couverture</translation>
    </message>
    <message>
      <source>No column of “{layer}” holds codes of communes (or of EPCI, for perimeters), and no position tells them: name it as the option “code”, or add the codes to the file first.</source>
      <translation>Aucune colonne de « {layer} » ne contient de codes de communes (ni d’EPCI, pour des périmètres), et aucune position ne les donne : nommez-la par l’option « code », ou ajoutez d’abord les codes au fichier.</translation>
    </message>
    <message>
      <source>“{column}” numbers the rows: it is left out.</source>
      <translation>« {column} » numérote les lignes : elle est laissée de côté.</translation>
    </message>
    <message>
      <source>“{layer}” has no column of numbers: it makes no measure.</source>
      <translation>« {layer} » n’a pas de colonne de nombres : il n’y a pas de mesure à en tirer.</translation>
    </message>
    <message>
      <source>nothing tells that it adds up</source>
      <translation>rien ne dit qu’elle s’additionne</translation>
    </message>
    <message>
      <source>by its name</source>
      <translation>par son nom</translation>
    </message>
    <message>
      <source>its values have decimals and lie within 100</source>
      <translation>ses valeurs ont des décimales et ne dépassent pas 100</translation>
    </message>
    <message>
      <source>its values grow with the population of communes</source>
      <translation>ses valeurs croissent avec la population des communes</translation>
    </message>
    <message>
      <source>its values do not grow with the population of communes</source>
      <translation>ses valeurs ne croissent pas avec la population des communes</translation>
    </message>
  </context>
  <context>
    <name>banatic</name>
    <message>
      <source>BANATIC’s page on {siren} is not as it was described: its competences and syndicates cannot be read.</source>
      <translation>La page de BANATIC sur {siren} n’est plus telle qu’elle était décrite : ses compétences et ses syndicats ne peuvent pas être lus.</translation>
    </message>
    <message>
      <source>BANATIC has no page on {siren} any more, or its addresses have changed.</source>
      <translation>BANATIC n’a plus de page sur {siren}, ou ses adresses ont changé.</translation>
    </message>
    <message>
      <source>{why} What was fetched on {date} is used.</source>
      <translation>{why} La réponse obtenue le {date} est utilisée.</translation>
    </message>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation>Impossible d’écrire {file} : {why}.</translation>
    </message>
    <message>
      <source>“{siren}” is no SIREN: it has nine digits.</source>
      <translation>« {siren} » n’est pas un SIREN : il faut neuf chiffres.</translation>
    </message>
  </context>
  <context>
    <name>batch</name>
    <message>
      <source>Figures by your own zones need both the level “{level}” and the layer: --zones path|layer.</source>
      <translation>Des chiffres par vos propres zones demandent à la fois le niveau « {level} » et la couche : --zones chemin|couche.</translation>
    </message>
    <message>
      <source>No indicator that is asked for has the role “{role}”: theirs are {known}.</source>
      <translation>Aucun indicateur demandé n’a le rôle « {role} » : les leurs sont {known}.</translation>
    </message>
    <message>
      <source>“{indicator}” is made of travel times: compute it with QGIS (vigie:indicators).</source>
      <translation>« {indicator} » est fait de temps de trajet : calculez-le avec QGIS (vigie:indicators).</translation>
    </message>
    <message>
      <source>The role “{role}” is given twice: give it once.</source>
      <translation>Le rôle « {role} » est donné deux fois : donnez-le une fois.</translation>
    </message>
    <message>
      <source>the data of the catalogue</source>
      <translation>les données du catalogue</translation>
    </message>
    <message>
      <source>“{expression}” of “{layer}” is an expression that only QGIS evaluates: make it a column of the layer or of a view, or compare fields with texts and numbers.</source>
      <translation>« {expression} » de « {layer} » est une expression que seul QGIS évalue : faites-en une colonne de la couche ou d’une vue, ou comparez des champs avec des textes et des nombres.</translation>
    </message>
    <message>
      <source>“{layer}” has no field {field}; there are {known}.</source>
      <translation>« {layer} » n’a pas de champ {field} ; il y a {known}.</translation>
    </message>
    <message>
      <source>{layer}: {rows} features, read by parts, {used} of them used.</source>
      <translation>{layer} : {rows} entités, lues par parties, {used} d’entre elles utilisées.</translation>
    </message>
    <message>
      <source>{layer}: {rows} features, read by parts.</source>
      <translation>{layer} : {rows} entités, lues par parties.</translation>
    </message>
    <message>
      <source>Workers need the Python library cryptography, lest other users of this machine give them work: install it, or compute in one process (--workers 0).</source>
      <translation>Les processus de travail demandent la bibliothèque Python cryptography, de peur que d’autres utilisateurs de cette machine ne leur donnent du travail : installez-la, ou calculez en un seul processus (--workers 0).</translation>
    </message>
    <message>
      <source>“{address}” is not encrypted: whoever reaches that scheduler or its workers has them do what he likes. Start them with TLS (docs/batch.md), or say that the network is yours alone (--open-network).</source>
      <translation>« {address} » n’est pas chiffrée : qui atteint cet ordonnanceur ou ses processus leur fait faire ce qu’il veut. Démarrez-les avec TLS (docs/batch.md), ou dites que le réseau n’est qu’à vous (--open-network).</translation>
    </message>
    <message>
      <source>The scheduler at {address} does not answer: check that it runs, its address and certificates.</source>
      <translation>L’ordonnanceur à {address} ne répond pas : vérifiez qu’il tourne, son adresse et ses certificats.</translation>
    </message>
    <message>
      <source>The scheduler at {address} has no worker: start some (docs/batch.md).</source>
      <translation>L’ordonnanceur à {address} n’a aucun processus de travail : démarrez-en (docs/batch.md).</translation>
    </message>
    <message>
      <source>The workers that had the part {part} were lost, one after the other: give them more memory, or start fewer.</source>
      <translation>Les processus qui avaient la partie {part} ont été perdus l’un après l’autre : donnez-leur plus de mémoire, ou démarrez-en moins.</translation>
    </message>
    <message>
      <source>The part {part} could not be computed: {why}. The log of the worker tells more.</source>
      <translation>La partie {part} n’a pas pu être calculée : {why}. Le journal du processus en dit plus.</translation>
    </message>
    <message>
      <source>“{source}” cannot be read: it must be there, under this name, on every machine that computes.</source>
      <translation>« {source} » ne peut pas être lue : elle doit être là, sous ce nom, sur chaque machine qui calcule.</translation>
    </message>
    <message>
      <source>The filter of “{layer}” is wrong: {why}.</source>
      <translation>Le filtre de « {layer} » est faux : {why}.</translation>
    </message>
    <message>
      <source>“{layer}” has neither geometry nor a field of INSEE codes: nothing can be placed. Name such a field “code_insee”.</source>
      <translation>« {layer} » n’a ni géométrie ni champ de codes INSEE : rien ne peut être placé. Nommez un tel champ « code_insee ».</translation>
    </message>
    <message>
      <source>“{layer}” has no coordinate reference system: set it with QGIS or ogr2ogr -a_srs.</source>
      <translation>« {layer} » n’a pas de système de coordonnées : donnez-le avec QGIS ou ogr2ogr -a_srs.</translation>
    </message>
    <message>
      <source>“{source}” has no layer {layer}; there are {known}.</source>
      <translation>« {source} » n’a pas de couche {layer} ; il y a {known}.</translation>
    </message>
    <message>
      <source>“{written}” is not understood: write role=path, or role=path|layer.</source>
      <translation>« {written} » n’est pas compris : écrivez rôle=chemin, ou rôle=chemin|couche.</translation>
    </message>
    <message>
      <source>The connection of “{role}” holds a password, which others could read: put it into the password file of PostgreSQL (~/.pgpass), or name a service (PG:service=…), on each machine.</source>
      <translation>La connexion de « {role} » contient un mot de passe, que d’autres pourraient lire : mettez-le dans le fichier de mots de passe de PostgreSQL (~/.pgpass), ou nommez un service (PG:service=…), sur chaque machine.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be filtered: pyarrow, which reads it here, knows no SQL.</source>
      <translation>« {layer} » ne peut pas être filtrée : pyarrow, qui la lit ici, ne connaît pas le SQL.</translation>
    </message>
    <message>
      <source>The geometries of “{layer}” are not written as WKB: write it anew with GDAL or geopandas.</source>
      <translation>Les géométries de « {layer} » ne sont pas écrites en WKB : réécrivez-la avec GDAL ou geopandas.</translation>
    </message>
    <message>
      <source>{file}: what is written is told by the end of its name, one of {known}.</source>
      <translation>{file} : ce qui est écrit se reconnaît à la fin de son nom, l’une de {known}.</translation>
    </message>
    <message>
      <source>{file} is read: give another name to what is written.</source>
      <translation>{file} est lu : donnez un autre nom à ce qui est écrit.</translation>
    </message>
  </context>
  <context>
    <name>carry</name>
    <message>
      <source>“{measure}”: no figure where that of a part is missing: {names}.</source>
      <translation>« {measure} » : pas de chiffre là où celui d’une partie manque : {names}.</translation>
    </message>
    <message>
      <source>“{measure}” is a rate without a stated denominator: it is not averaged over communes that merged ({names}). Name the column of its denominator to have it there.</source>
      <translation>« {measure} » est un taux dont le dénominateur n’est pas indiqué : pas de moyenne pour les communes qui ont fusionné ({names}). Pour l’y obtenir, nommez la colonne de son dénominateur.</translation>
    </message>
    <message>
      <source>{shown} and {count} more</source>
      <translation>{shown} et {count} de plus</translation>
    </message>
    <message>
      <source>There is no column “{column}”: columns are {columns}.</source>
      <translation>Il n’y a pas de colonne « {column} » : les colonnes sont {columns}.</translation>
    </message>
    <message>
      <source>{rows} rows have no known code of commune.</source>
      <translation>Lignes sans code de commune connu : {rows}.</translation>
    </message>
    <message>
      <source>{rows} rows were left out: their commune counts them already.</source>
      <translation>Lignes laissées de côté, déjà comptées dans leur commune : {rows}.</translation>
    </message>
    <message>
      <source>No figure for communes that were divided since: {names}.</source>
      <translation>Pas de chiffre pour les communes scindées depuis : {names}.</translation>
    </message>
    <message>
      <source>Estimates, shared by population: {names}.</source>
      <translation>Estimations, réparties selon la population : {names}.</translation>
    </message>
    <message>
      <source>Codes in several rows, added up: {codes}.</source>
      <translation>Codes présents sur plusieurs lignes, additionnées : {codes}.</translation>
    </message>
    <message>
      <source>“{measure}”: {rows} values are no numbers.</source>
      <translation>« {measure} » – valeurs qui ne sont pas des nombres : {rows}.</translation>
    </message>
  </context>
  <context>
    <name>catalog</name>
    <message>
      <source>Unknown kind “{kind}”: choose among {known}, or leave it empty.</source>
      <translation>Nature inconnue « {kind} » : choisissez parmi {known}, ou laissez vide.</translation>
    </message>
    <message>
      <source>“{written}” is neither a web address (http or https) nor a file of this computer.</source>
      <translation>« {written} » n’est ni une adresse web (http ou https), ni un fichier de cet ordinateur.</translation>
    </message>
    <message>
      <source>Live source, verified on a real file of {date}: tell us if its structure has changed.</source>
      <translation>Source en ligne, vérifiée sur un vrai fichier ({date}) : si sa structure a changé, signalez-le.</translation>
    </message>
    <message>
      <source>updated continuously</source>
      <translation>mise à jour continue</translation>
    </message>
    <message>
      <source>updated every day</source>
      <translation>mise à jour quotidienne</translation>
    </message>
    <message>
      <source>updated every week</source>
      <translation>mise à jour hebdomadaire</translation>
    </message>
    <message>
      <source>updated every month</source>
      <translation>mise à jour mensuelle</translation>
    </message>
    <message>
      <source>updated every quarter</source>
      <translation>mise à jour trimestrielle</translation>
    </message>
    <message>
      <source>updated every year</source>
      <translation>mise à jour annuelle</translation>
    </message>
    <message>
      <source>updated from time to time</source>
      <translation>mise à jour ponctuelle</translation>
    </message>
    <message>
      <source>no longer updated</source>
      <translation>mise à jour arrêtée</translation>
    </message>
    <message>
      <source>“{title}” no longer has a resource named like “{pattern}” ({kind}): it has {titles}.</source>
      <translation>« {title} » n’a plus de ressource dont le nom suit « {pattern} » ({kind}) : il a {titles}.</translation>
    </message>
    <message>
      <source>Unknown entry “{id}”: the catalogue has {known}.</source>
      <translation>Entrée inconnue « {id} » : le catalogue contient {known}.</translation>
    </message>
    <message>
      <source>{host} does not describe its tiles as TMS does: check the address of this layer.</source>
      <translation>{host} ne décrit pas ses tuiles à la manière de TMS : vérifiez l’adresse de cette couche.</translation>
    </message>
    <message>
      <source>{address} has no layer “{layer}”: it may have been withdrawn. Search for it again.</source>
      <translation>{address} n’a pas de couche « {layer} » : elle a pu être retirée. Cherchez-la à nouveau.</translation>
    </message>
    <message>
      <source>“{written}” is not understood: write kind:address, for instance wfs:https://host/ows.</source>
      <translation>« {written} » n’est pas compris : écrivez protocole:adresse, par exemple wfs:https://hote/ows.</translation>
    </message>
    <message>
      <source>Take the name and the password out of the address of {host}: choose credentials of QGIS instead.</source>
      <translation>Retirez le nom et le mot de passe de l’adresse de {host} : choisissez plutôt un identifiant de QGIS.</translation>
    </message>
    <message>
      <source>{title} answers in a way that is not understood: {error}.</source>
      <translation>{title} répond d’une façon qui n’est pas comprise : {error}.</translation>
    </message>
    <message>
      <source>{title} has no entry “{id}”.</source>
      <translation>{title} n’a pas d’entrée « {id} ».</translation>
    </message>
    <message>
      <source>Unknown source “{id}”: choose among {known}, or write kind:address.</source>
      <translation>Source inconnue « {id} » : choisissez parmi {known}, ou écrivez protocole:adresse.</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>There are {count} favourites already: remove some first.</source>
      <translation>Il y a déjà {count} favoris : retirez-en d’abord.</translation>
    </message>
    <message>
      <source>{host} answers with an error: “{text}”.</source>
      <translation>{host} répond par une erreur : « {text} ».</translation>
    </message>
    <message>
      <source>{host} answers with “{found}” where the capabilities of a {service} service were expected: check the address and the kind of this source.</source>
      <translation>{host} répond par « {found} » là où les capacités d’un service {service} étaient attendues : vérifiez l’adresse et la nature de cette source.</translation>
    </message>
    <message>
      <source>{host} refuses the question: {reason}</source>
      <translation>{host} refuse la question : {reason}</translation>
    </message>
    <message>
      <source>{host} no longer has the record “{title}”.</source>
      <translation>{host} n’a plus la fiche « {title} ».</translation>
    </message>
    <message>
      <source>Other open licence</source>
      <translation>Autre licence ouverte</translation>
    </message>
    <message>
      <source>Other open licence with attribution</source>
      <translation>Autre licence ouverte avec attribution</translation>
    </message>
    <message>
      <source>Public domain</source>
      <translation>Domaine public</translation>
    </message>
    <message>
      <source>Licence not specified</source>
      <translation>Licence non précisée</translation>
    </message>
    <message>
      <source>Its source does not answer</source>
      <translation>Sa source ne répond pas</translation>
    </message>
    <message>
      <source>Only the first {count} of its {total} resources are listed.</source>
      <translation>Seules les {count} premières de ses {total} ressources sont listées.</translation>
    </message>
    <message>
      <source>Its producer calls it obsolete.</source>
      <translation>Son producteur le dit obsolète.</translation>
    </message>
    <message>
      <source>Access to it is restricted.</source>
      <translation>Son accès est restreint.</translation>
    </message>
    <message>
      <source>An account is needed to get it.</source>
      <translation>Il faut un compte pour l’obtenir.</translation>
    </message>
    <message>
      <source>{sentence} (since {date}).</source>
      <translation>{sentence} (depuis le {date}).</translation>
    </message>
    <message>
      <source>{sentence} (checked on {date}).</source>
      <translation>{sentence} (vérifié le {date}).</translation>
    </message>
    <message>
      <source>Technical documentation</source>
      <translation>Documentation technique</translation>
    </message>
    <message>
      <source>Documentation for users</source>
      <translation>Documentation pour les utilisateurs</translation>
    </message>
    <message>
      <source>Description for programs (OpenAPI)</source>
      <translation>Description pour programmes (OpenAPI)</translation>
    </message>
    <message>
      <source>Its origin no longer publishes it</source>
      <translation>Son origine ne le publie plus</translation>
    </message>
    <message>
      <source>Its producer has archived it</source>
      <translation>Son producteur l’a archivé</translation>
    </message>
    <message>
      <source>data.gouv.fr could not read it as a table</source>
      <translation>data.gouv.fr n’a pas pu le lire comme une table</translation>
    </message>
    <message>
      <source>Limit of use</source>
      <translation>Limite d’usage</translation>
    </message>
    <message>
      <source>Its source answers with the error {status}</source>
      <translation>Sa source répond par l’erreur {status}</translation>
    </message>
    <message>
      <source>{host} does not answer as a directory of ArcGIS REST services: check the address and the kind of this source.</source>
      <translation>{host} ne répond pas comme un annuaire de services ArcGIS REST : vérifiez l’adresse et la nature de cette source.</translation>
    </message>
    <message>
      <source>{host} does not answer as an OGC API Features service: it links to no collections. Check the address and the kind of this source.</source>
      <translation>{host} ne répond pas comme un service OGC API Features : il ne mène à aucune collection. Vérifiez l’adresse et la nature de cette source.</translation>
    </message>
    <message>
      <source>{host} has no catalogue of records at this address.</source>
      <translation>{host} n’a pas de catalogue de fiches à cette adresse.</translation>
    </message>
    <message>
      <source>“{title}” cannot become a layer ({kind}): open its page, {page}.</source>
      <translation>« {title} » ne peut pas devenir une couche ({kind}) : ouvrez sa page, {page}.</translation>
    </message>
    <message>
      <source>“{title}” has no file and no service that can be loaded: open its page, {page}.</source>
      <translation>« {title} » n’a ni fichier ni service qui puisse être chargé : ouvrez sa page, {page}.</translation>
    </message>
  </context>
  <context>
    <name>charts</name>
    <message>
      <source>Number of zones</source>
      <translation>Nombre de zones</translation>
    </message>
    <message>
      <source>Dotted line: the definition or the layer changed, figures on either side are not to be compared.</source>
      <translation>Ligne pointillée : la définition ou la couche a changé, les chiffres de part et d’autre ne se comparent pas.</translation>
    </message>
    <message>
      <source>No zone has a value.</source>
      <translation>Aucune zone n’a de valeur.</translation>
    </message>
    <message>
      <source>{title}: of {count} zones, {first} is first ({high}) and {last} is last ({low})</source>
      <translation>{title} – zones classées : {count} ; première : {first} ({high}) ; dernière : {last} ({low})</translation>
    </message>
    <message>
      <source>{title} ({unit}) – {values}.</source>
      <translation>{title} ({unit}) – {values}.</translation>
    </message>
    <message>
      <source>{title}: half of {count} zones are under {median}, from {low} to {high}</source>
      <translation>{title} – zones : {count}, de {low} à {high}, la moitié sous {median}</translation>
    </message>
    <message>
      <source>{title}: zones by class: {classes}.</source>
      <translation>{title} – zones par classe : {classes}.</translation>
    </message>
    <message>
      <source>{title}: {zone} had {before} ({start}) and has {after} ({end}), {unit}.</source>
      <translation>{title} – {zone} : {before} ({start}), puis {after} ({end}), {unit}.</translation>
    </message>
    <message>
      <source>{title}: no zone has a value.</source>
      <translation>{title} : aucune zone n’a de valeur.</translation>
    </message>
    <message>
      <source>{zone} is number {place} ({value})</source>
      <translation>{zone} a le rang {place} ({value})</translation>
    </message>
    <message>
      <source>Zones left out, for they have no value (that is not 0)</source>
      <translation>Zones laissées de côté, faute de valeur (ce n’est pas 0)</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>Median of the zones</source>
      <translation>Médiane des zones</translation>
    </message>
    <message>
      <source>number {place} of {count}</source>
      <translation>rang {place} sur {count}</translation>
    </message>
    <message>
      <source>no value</source>
      <translation>pas de valeur</translation>
    </message>
    <message>
      <source>Other sources, named in the table</source>
      <translation>Autres sources, nommées dans la table</translation>
    </message>
    <message>
      <source>“{format}” is no format of charts: choose svg or png.</source>
      <translation>« {format} » n’est pas un format de graphique : choisissez svg ou png.</translation>
    </message>
    <message>
      <source>{shown} of {count} zones are shown.</source>
      <translation>Zones affichées : {shown} sur {count}.</translation>
    </message>
    <message>
      <source>Computed on {when} with Vigie territoriale.</source>
      <translation>Calculé le {when} avec Vigie territoriale.</translation>
    </message>
  </context>
  <context>
    <name>checks</name>
    <message>
      <source>nothing in “{column}”</source>
      <translation>rien dans « {column} »</translation>
    </message>
    <message>
      <source>a value of “{column}” that another row has</source>
      <translation>valeur de « {column} » déjà portée par une autre ligne</translation>
    </message>
    <message>
      <source>a value of “{column}” that is not in the list</source>
      <translation>valeur de « {column} » absente de la liste</translation>
    </message>
    <message>
      <source>a value of “{column}” out of its range</source>
      <translation>valeur de « {column} » hors des bornes</translation>
    </message>
    <message>
      <source>a position out of France</source>
      <translation>position hors de France</translation>
    </message>
    <message>
      <source>a position away from its commune</source>
      <translation>position loin de sa commune</translation>
    </message>
    <message>
      <source>{count} rows were read, where {least} to {most} are expected.</source>
      <translation>Lignes lues : {count} ; attendues : de {least} à {most}.</translation>
    </message>
    <message>
      <source>“{column}” is empty in {count} rows of {all}.</source>
      <translation>Lignes où « {column} » est vide : {count} sur {all}.</translation>
    </message>
    <message>
      <source>{count} rows of {all} have no known commune code.</source>
      <translation>Lignes sans code de commune connu : {count} sur {all}.</translation>
    </message>
    <message>
      <source>{count} rows: {reason}.</source>
      <translation>Lignes à vérifier ({reason}) : {count}.</translation>
    </message>
    <message>
      <source>The data are refused by a check of their recipe. {sentence}</source>
      <translation>Les données sont refusées par un contrôle de leur recette. {sentence}</translation>
    </message>
  </context>
  <context>
    <name>codes</name>
    <message>
      <source>Column “{column}” holds no known code of commune, IRIS, EPCI, QPV, département or région: choose another.</source>
      <translation>La colonne « {column} » ne contient aucun code connu de commune, d’IRIS, d’EPCI, de QPV, de département ou de région : choisissez-en une autre.</translation>
    </message>
    <message>
      <source>There is no column “{column}”: columns are {columns}.</source>
      <translation>Il n’y a pas de colonne « {column} » : les colonnes sont {columns}.</translation>
    </message>
  </context>
  <context>
    <name>configuration</name>
    <message>
      <source>Indicator added: {title} ({id})</source>
      <translation>Indicateur ajouté : {title} ({id})</translation>
    </message>
    <message>
      <source>Indicator replaced: {title} ({id})</source>
      <translation>Indicateur remplacé : {title} ({id})</translation>
    </message>
    <message>
      <source>Source added: {title} ({address})</source>
      <translation>Source ajoutée : {title} ({address})</translation>
    </message>
    <message>
      <source>Source taken out: {title} ({address})</source>
      <translation>Source retirée : {title} ({address})</translation>
    </message>
    <message>
      <source>Source changed: {title} ({address})</source>
      <translation>Source modifiée : {title} ({address})</translation>
    </message>
    <message>
      <source>Sources disabled: {names}</source>
      <translation>Sources désactivées : {names}</translation>
    </message>
    <message>
      <source>Sources enabled: {names}</source>
      <translation>Sources activées : {names}</translation>
    </message>
    <message>
      <source>The order of the sources changes.</source>
      <translation>L’ordre des sources change.</translation>
    </message>
    <message>
      <source>{file} is too large to be a configuration.</source>
      <translation>{file} est trop gros pour être une configuration.</translation>
    </message>
    <message>
      <source>{file}: “{id}” is an indicator of the library: give another id to yours.</source>
      <translation>{file} : « {id} » est un indicateur livré avec l’extension : donnez un autre identifiant au vôtre.</translation>
    </message>
  </context>
  <context>
    <name>coverage</name>
    <message>
      <source>The contours of {source} do not fit {unit}: {why}.</source>
      <translation>Les contours « {source} » ne conviennent pas pour {unit} : {why}.</translation>
    </message>
    <message>
      <source>these communes are missing</source>
      <translation>ces communes manquent</translation>
    </message>
    <message>
      <source>these communes are no valid polygons</source>
      <translation>ces communes n’ont pas de polygone valide</translation>
    </message>
    <message>
      <source>these communes lie elsewhere</source>
      <translation>ces communes sont situées ailleurs</translation>
    </message>
    <message>
      <source>these communes have another area than in the embedded contours</source>
      <translation>ces communes n’ont pas la même superficie que dans les contours embarqués</translation>
    </message>
    <message>
      <source>its communes overlap, over {share} % of its area</source>
      <translation>ses communes se recouvrent, sur {share} % de sa superficie</translation>
    </message>
    <message>
      <source>there are gaps between its communes, over {share} % of its area</source>
      <translation>il y a des vides entre ses communes, sur {share} % de sa superficie</translation>
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
    <name>cut</name>
    <message>
      <source>{count} rows were told apart by their position, with generalised contours: those up to {metres} m outside of the territory are kept.</source>
      <translation>Lignes triées d’après leur position, avec des contours généralisés : {count}. Celles qui tombent jusqu’à {metres} m hors du territoire sont gardées.</translation>
    </message>
    <message>
      <source>{count} rows were told apart by their position.</source>
      <translation>Lignes triées d’après leur position : {count}.</translation>
    </message>
    <message>
      <source>{territory} has no contour: files can be cut to it by codes of communes only.</source>
      <translation>Pas de contour pour {territory} : un fichier ne peut y être coupé que par des codes de communes.</translation>
    </message>
    <message>
      <source>Cut to {territory} by the codes of column “{column}”.</source>
      <translation>Coupé au territoire ({territory}) d’après les codes de la colonne « {column} ».</translation>
    </message>
    <message>
      <source>{count} rows are kept because their code is that of a larger unit, which lies partly outside.</source>
      <translation>Lignes gardées parce que leur code est celui d’un territoire plus vaste, en partie extérieur : {count}.</translation>
    </message>
    <message>
      <source>{count} rows have neither a known code nor a position: they are left out.</source>
      <translation>Lignes laissées de côté, sans code connu ni position : {count}.</translation>
    </message>
  </context>
  <context>
    <name>documents</name>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>Impossible de lire {file} : {why}.</translation>
    </message>
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
      <translation>une de ces valeurs est attendue : {expected}</translation>
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
      <source>it must have {expected} characters at most</source>
      <translation>{expected} caractères au plus sont attendus</translation>
    </message>
    <message>
      <source>it must have {expected} items at most</source>
      <translation>{expected} éléments au plus sont attendus</translation>
    </message>
    <message>
      <source>it must have {expected} fields at most</source>
      <translation>{expected} champs au plus sont attendus</translation>
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
      <translation>le schéma n’est pas respecté (règle « {rule} »)</translation>
    </message>
    <message>
      <source>{file}, line {line}, field “{field}”: {why}.</source>
      <translation>{file}, ligne {line}, champ « {field} » : {why}.</translation>
    </message>
    <message>
      <source>{file} is not UTF-8 text.</source>
      <translation>{file} n’est pas un texte en UTF-8 : enregistrez-le dans cet encodage.</translation>
    </message>
    <message>
      <source>{file}, line {line}, column {column}: this is not valid JSON.</source>
      <translation>{file}, ligne {line}, colonne {column} : ce JSON n’est pas valide.</translation>
    </message>
    <message>
      <source>{file} is not a document of this software: it is nested too deep, or holds absurd numbers.</source>
      <translation>{file} n’est pas un document de cette extension : ses niveaux sont trop nombreux, ou ses nombres sont absurdes.</translation>
    </message>
  </context>
  <context>
    <name>field</name>
    <message>
      <source>No package {id} was made here: bring it back on the computer, and profile, where it was made.</source>
      <translation>Aucun paquet {id} n’a été fait ici : rapportez-le sur l’ordinateur, et dans le profil, où il a été fait.</translation>
    </message>
    <message>
      <source>{file} of the product cannot be read: bring it back from a backup of the profile.</source>
      <translation>{file}, du produit, ne peut pas être lu : reprenez-le d’une sauvegarde du profil.</translation>
    </message>
    <message>
      <source>The folder of packages cannot be written: {folder}. Check its rights and the disk.</source>
      <translation>Le dossier des paquets ne peut pas être écrit : {folder}. Vérifiez ses droits et le disque.</translation>
    </message>
    <message>
      <source>Left on</source>
      <translation>Parti le</translation>
    </message>
    <message>
      <source>Taken by</source>
      <translation>Emporté par</translation>
    </message>
    <message>
      <source>Territory</source>
      <translation>Territoire</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Couches</translation>
    </message>
    <message>
      <source>Returns</source>
      <translation>Retours</translation>
    </message>
    <message>
      <source>Still out</source>
      <translation>Encore dehors</translation>
    </message>
    <message>
      <source>Conflicts</source>
      <translation>Conflits</translation>
    </message>
    <message>
      <source>Done in the field</source>
      <translation>Fait sur le terrain</translation>
    </message>
    <message>
      <source>Done in the office meanwhile</source>
      <translation>Fait au bureau entre-temps</translation>
    </message>
    <message>
      <source>Journal</source>
      <translation>Journal</translation>
    </message>
    <message>
      <source>Journal of packages</source>
      <translation>Journal des paquets</translation>
    </message>
    <message>
      <source>“{file}” holds no decisions: write {example}.</source>
      <translation>« {file} » ne contient pas de décisions : écrivez {example}.</translation>
    </message>
    <message>
      <source>Backup</source>
      <translation>Sauvegarde</translation>
    </message>
    <message>
      <source>“{file}” is no return: give the folder of a package, a GeoPackage, a GeoJSON or a CSV file.</source>
      <translation>« {file} » n’est pas un retour : donnez le dossier d’un paquet, un GeoPackage, un fichier GeoJSON ou CSV.</translation>
    </message>
    <message>
      <source>“{folder}” holds {count} GeoPackages where a package has one: copy the whole folder from the tablet again.</source>
      <translation>« {folder} » contient {count} GeoPackage là où un paquet en a un : copiez de nouveau tout le dossier depuis la tablette.</translation>
    </message>
    <message>
      <source>The last edits in {file} are not whole: close the project on the tablet, copy the folder again, compare.</source>
      <translation>Les dernières modifications de {file} ne sont pas entières : fermez le projet sur la tablette, copiez de nouveau le dossier, comparez.</translation>
    </message>
    <message>
      <source>“{file}” cannot be read: {why}.</source>
      <translation>« {file} » ne peut pas être lu : {why}.</translation>
    </message>
    <message>
      <source>“{file}” is damaged or was copied in part: copy it from the tablet again, with all files beside it.</source>
      <translation>« {file} » est endommagé ou n’a été copié qu’en partie : copiez-le de nouveau depuis la tablette, avec tous les fichiers voisins.</translation>
    </message>
    <message>
      <source>{file} may have had a “-wal” file beside it on the tablet: its last edits would be missing here.</source>
      <translation>{file} avait peut-être un fichier « -wal » à côté de lui sur la tablette : ses dernières modifications manqueraient ici.</translation>
    </message>
    <message>
      <source>The decision “{name}” is about no conflict of this return: take the ids of the preview.</source>
      <translation>La décision « {name} » ne porte sur aucun conflit de ce retour : prenez les identifiants de l’aperçu.</translation>
    </message>
    <message>
      <source>“{choice}” settles nothing (conflict {name}): choose mine, theirs or both.</source>
      <translation>« {choice} » ne règle rien (conflit {name}) : choisissez mine, theirs ou both.</translation>
    </message>
    <message>
      <source>“{rule}” is no rule: choose among {rules}.</source>
      <translation>« {rule} » n’est pas une règle : choisissez parmi {rules}.</translation>
    </message>
  </context>
  <context>
    <name>files</name>
    <message>
      <source>{file} is a 7z archive, for which this QGIS lacks the library py7zr (1.0 or later): unpack it, and open what it holds.</source>
      <translation>{file} est une archive 7z, pour laquelle il manque à ce QGIS la bibliothèque py7zr (1.0 ou plus récente) : décompressez-la, puis ouvrez son contenu.</translation>
    </message>
    <message>
      <source>{file} holds a link or a device (“{name}”): refused. Unpack it yourself.</source>
      <translation>{file} contient un lien ou un périphérique (« {name} ») : refusé. Décompressez-le vous-même.</translation>
    </message>
    <message>
      <source>{file} could not be unpacked in {folder}: the disk is full. Make room, then try again.</source>
      <translation>{file} n’a pas pu être décompressé dans {folder} : le disque est plein. Faites de la place, puis réessayez.</translation>
    </message>
    <message>
      <source>{file} could not be unpacked in {folder}: {why}.</source>
      <translation>{file} n’a pas pu être décompressé dans {folder} : {why}.</translation>
    </message>
    <message>
      <source>{file} swells to more than {size} MB once unpacked: refused. Unpack it yourself if you trust it.</source>
      <translation>{file} dépasse {size} Mo une fois décompressé : refusé. Décompressez-le vous-même si vous lui faites confiance.</translation>
    </message>
    <message>
      <source>{file} holds more than {count} files: refused. Unpack it yourself if you trust it.</source>
      <translation>{file} contient plus de {count} fichiers : refusé. Décompressez-le vous-même si vous lui faites confiance.</translation>
    </message>
    <message>
      <source>{file} holds archives in archives in archives: refused. Unpack it yourself.</source>
      <translation>{file} contient des archives dans des archives dans des archives : refusé. Décompressez-le vous-même.</translation>
    </message>
    <message>
      <source>{file} holds “{name}”, which would be written outside of its folder: refused.</source>
      <translation>{file} contient « {name} », qui serait écrit hors de son dossier : refusé.</translation>
    </message>
    <message>
      <source>{file} is compressed in a way that is not read: unpack it, and open what it holds.</source>
      <translation>{file} est compressé d’une façon qui n’est pas lue : décompressez-le, puis ouvrez son contenu.</translation>
    </message>
    <message>
      <source>{file} is no table: one of its lines is longer than {size} MB.</source>
      <translation>{file} n’est pas une table : une de ses lignes dépasse {size} Mo.</translation>
    </message>
    <message>
      <source>Row {row} cannot name the columns: header_row is {most} at most here.</source>
      <translation>La ligne {row} ne peut pas nommer les colonnes : header_row vaut ici {most} au plus.</translation>
    </message>
    <message>
      <source>{count} quotes are opened and never closed: they were taken as they stand, check the rows around them.</source>
      <translation>Guillemets ouverts et jamais fermés : {count}. Ils ont été pris tels quels, vérifiez les lignes voisines.</translation>
    </message>
    <message>
      <source>{count} rows that repeat the names of the columns were left out.</source>
      <translation>Lignes laissées de côté, qui répètent les noms des colonnes : {count}.</translation>
    </message>
    <message>
      <source>{count} rows have fewer values than there are columns: the last ones are left empty.</source>
      <translation>Lignes qui ont moins de valeurs qu’il n’y a de colonnes : {count}. Les dernières colonnes y restent vides.</translation>
    </message>
    <message>
      <source>{count} rows have more values than there are columns: the last column holds the rest.</source>
      <translation>Lignes qui ont plus de valeurs qu’il n’y a de colonnes : {count}. La dernière colonne y contient le reste.</translation>
    </message>
    <message>
      <source>Notes below the table were left out: {notes}</source>
      <translation>Les notes placées sous la table ont été laissées de côté : {notes}</translation>
    </message>
    <message>
      <source>Columns without a name: {names}.</source>
      <translation>Colonnes sans nom : {names}.</translation>
    </message>
    <message>
      <source>There is no data in this archive, which holds: {files}.</source>
      <translation>Il n’y a pas de données dans cette archive, qui contient : {files}.</translation>
    </message>
    <message>
      <source>{files}: parts of a shapefile without their .shp file, left out.</source>
      <translation>{files} : parties d’un shapefile sans leur fichier .shp, laissées de côté.</translation>
    </message>
    <message>
      <source>{file} came without its .dbf file: shapes have no attributes.</source>
      <translation>{file} est arrivé sans son fichier .dbf : les formes n’ont pas d’attributs.</translation>
    </message>
    <message>
      <source>{file} came without its .shx file: its index is made again.</source>
      <translation>{file} est arrivé sans son fichier .shx : son index est reconstruit.</translation>
    </message>
    <message>
      <source>{file} came without its .prj file: nothing tells its coordinate system.</source>
      <translation>{file} est arrivé sans son fichier .prj : rien n’indique son système de coordonnées.</translation>
    </message>
    <message>
      <source>{names} and {count} more</source>
      <translation>{names} et {count} de plus</translation>
    </message>
    <message>
      <source>{file} is an archive in too many archives: left out.</source>
      <translation>{file} est une archive dans trop d’archives : laissée de côté.</translation>
    </message>
    <message>
      <source>{file} holds no data, but a message of its source: “{message}”</source>
      <translation>{file} ne contient pas de données, mais un message de sa source : « {message} »</translation>
    </message>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation>{file} ne peut pas être écrit : {why}.</translation>
    </message>
    <message>
      <source>There is nothing to load: no table and no layer was found.</source>
      <translation>Il n’y a rien à charger : aucune table ni couche n’a été trouvée.</translation>
    </message>
    <message>
      <source>Option header_row is counted from 1, or is 0 where no row names the columns.</source>
      <translation>L’option header_row se compte à partir de 1 ; elle vaut 0 quand aucune ligne ne nomme les colonnes.</translation>
    </message>
    <message>
      <source>The decimal sign “{sign}” cannot be used: it is , or .</source>
      <translation>Le séparateur décimal « {sign} » ne convient pas : c’est la virgule ou le point.</translation>
    </message>
    <message>
      <source>There is no layer “{layer}”: choose among {names}.</source>
      <translation>Il n’y a pas de couche « {layer} » : choisissez parmi {names}.</translation>
    </message>
    <message>
      <source>Option “{name}” is not understood: options are {known} (header_row is a number).</source>
      <translation>L’option « {name} » n’est pas comprise : les options sont {known} (header_row est un nombre).</translation>
    </message>
    <message>
      <source>Nothing in this archive can be read. {why}</source>
      <translation>Rien de cette archive ne peut être lu. {why}</translation>
    </message>
    <message>
      <source>{folder} cannot be written to: check that the disk is not full and that you may write there.</source>
      <translation>Impossible d’écrire dans {folder} : vérifiez que le disque n’est pas plein et que vous avez le droit d’y écrire.</translation>
    </message>
    <message>
      <source>{file} cannot be read: it is damaged or cut short. Download it again, or tell its producer.</source>
      <translation>Impossible de lire {file} : ce fichier est endommagé ou tronqué. Téléchargez-le à nouveau, ou prévenez son producteur.</translation>
    </message>
    <message>
      <source>{file} holds no list of records: it cannot be read as a table.</source>
      <translation>{file} ne contient pas de liste d’enregistrements : il ne peut pas être lu comme une table.</translation>
    </message>
    <message>
      <source>{file} is refused: it declares entities, as no honest table does.</source>
      <translation>{file} est refusé : il déclare des entités XML, ce qu’aucune table honnête ne fait.</translation>
    </message>
    <message>
      <source>{file} is larger than {size} MB, too large for a JSON or XML table: ask for it as csv.</source>
      <translation>{file} dépasse {size} Mo, trop pour une table en JSON ou en XML : demandez-le au format csv.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {reason}.</source>
      <translation>Impossible de lire {file} : {reason}.</translation>
    </message>
    <message>
      <source>a PDF document</source>
      <translation>un document PDF</translation>
    </message>
    <message>
      <source>an image</source>
      <translation>une image</translation>
    </message>
    <message>
      <source>a text document or a presentation</source>
      <translation>un texte ou une présentation</translation>
    </message>
    <message>
      <source>a program</source>
      <translation>un programme</translation>
    </message>
    <message>
      <source>a part of another file</source>
      <translation>une partie d’un autre fichier</translation>
    </message>
    <message>
      <source>a description of data (metadata, style, schema)</source>
      <translation>une description de données (métadonnées, style, schéma)</translation>
    </message>
    <message>
      <source>a pointer to other files</source>
      <translation>un renvoi vers d’autres fichiers</translation>
    </message>
    <message>
      <source>{file} is {what}, not data: look for another file of this dataset.</source>
      <translation>{file} est {what}, pas des données : cherchez un autre fichier de ce jeu de données.</translation>
    </message>
    <message>
      <source>{file} is an archive of a kind that is not read ({kind}): unpack it and open what it holds.</source>
      <translation>{file} est une archive d’un format qui n’est pas lu ({kind}) : décompressez-la, puis ouvrez son contenu.</translation>
    </message>
    <message>
      <source>{file} is a web page in place of data: the address may have changed, or the network asks for a password.</source>
      <translation>{file} est une page web à la place de données : l’adresse a pu changer, ou le réseau demande un mot de passe.</translation>
    </message>
    <message>
      <source>{file} is empty: its source gave nothing. Try again later, or tell its producer.</source>
      <translation>{file} est vide : sa source n’a rien donné. Réessayez plus tard, ou prévenez son producteur.</translation>
    </message>
    <message>
      <source>{file} is damaged or cut: download it again.</source>
      <translation>{file} est endommagé ou tronqué : téléchargez-le à nouveau.</translation>
    </message>
    <message>
      <source>{file} holds NeTEx timetables, which are not read: look for the GTFS file of this dataset.</source>
      <translation>{file} contient des horaires NeTEx, qui ne sont pas lus : cherchez le fichier GTFS de ce jeu de données.</translation>
    </message>
    <message>
      <source>{file} is the description of a service, not data: add the service itself by its address.</source>
      <translation>{file} est la description d’un service, pas des données : ajoutez le service lui-même, par son adresse.</translation>
    </message>
    <message>
      <source>{file} is protected by a password: take the protection off, then open it again.</source>
      <translation>{file} est protégé par un mot de passe : retirez la protection, puis ouvrez-le à nouveau.</translation>
    </message>
    <message>
      <source>{file} is a binary workbook (.xlsb), which is not read: save it as .xlsx, then open that.</source>
      <translation>{file} est un classeur binaire (.xlsb), qui n’est pas lu : enregistrez-le en .xlsx, puis ouvrez ce dernier.</translation>
    </message>
    <message>
      <source>{file} is in a format that is not read: look for another format of this dataset.</source>
      <translation>{file} est dans un format qui n’est pas lu : cherchez un autre format de ce jeu de données.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>Impossible de lire {file} : {why}.</translation>
    </message>
    <message>
      <source>{file} cannot be read: it is damaged, locked by a password, or no workbook. Open it with a spreadsheet program, or ask for another.</source>
      <translation>Impossible de lire {file} : ce fichier est endommagé, protégé par un mot de passe, ou n’est pas un classeur. Ouvrez-le avec un tableur, ou demandez-en un autre.</translation>
    </message>
    <message>
      <source>This QGIS cannot read {kind} files: open {file} with a spreadsheet program and save it as csv.</source>
      <translation>Ce QGIS ne peut pas lire les fichiers {kind} : ouvrez {file} avec un tableur et enregistrez-le au format csv.</translation>
    </message>
    <message>
      <source>{file} holds more than {size} MB once unpacked, which is too much for a workbook: ask for it as csv.</source>
      <translation>{file} dépasse {size} Mo une fois décompressé, trop pour un classeur : demandez-le au format csv.</translation>
    </message>
    <message>
      <source>Sheets without a table: {names}.</source>
      <translation>Feuilles sans table : {names}.</translation>
    </message>
    <message>
      <source>{file} changed while it was read: try again.</source>
      <translation>{file} a changé pendant sa lecture : réessayez.</translation>
    </message>
    <message>
      <source>{file} has no table named “{name}”: its tables are {names}.</source>
      <translation>{file} n’a pas de table nommée « {name} » : ses tables sont {names}.</translation>
    </message>
    <message>
      <source>{file} holds no table: its sheets are empty, or hold text only.</source>
      <translation>{file} ne contient pas de table : ses feuilles sont vides, ou ne contiennent que du texte.</translation>
    </message>
    <message>
      <source>Nothing tells where the rows are: the table is kept whole, not cut to {territory}.</source>
      <translation>Rien n’indique où se trouvent les lignes : la table est gardée entière, sans être coupée au territoire ({territory}).</translation>
    </message>
    <message>
      <source>The separator “{text}” cannot be used: give one character, such as ; or , or tab.</source>
      <translation>Le séparateur « {text} » ne peut pas servir : donnez un seul caractère, comme ; ou , ou une tabulation.</translation>
    </message>
    <message>
      <source>The encoding “{encoding}” is not known: write utf-8, cp1252, latin-1, cp850 or utf-16 for instance.</source>
      <translation>L’encodage « {encoding} » est inconnu : écrivez par exemple utf-8, cp1252, latin-1, cp850 ou utf-16.</translation>
    </message>
    <message>
      <source>{count} characters are lost (“�”): the file was damaged before it came here, or its encoding is another.</source>
      <translation>Caractères perdus (« � ») : {count}. Le fichier a été abîmé avant d’arriver ici, ou son encodage est un autre.</translation>
    </message>
    <message>
      <source>{count} accented letters are written as the number of a byte (“&lt;e9&gt;” for “é”): the file was damaged before it came here.</source>
      <translation>Lettres accentuées écrites comme le numéro d’un octet (« &lt;e9&gt; » pour « é ») : {count}. Le fichier a été abîmé avant d’arriver ici.</translation>
    </message>
    <message>
      <source>{count} accented letters are garbled (“Ã©” or “├®” for “é”): the file was damaged before it came here, or its encoding is another.</source>
      <translation>Lettres accentuées brouillées (« Ã© » ou « ├® » pour « é ») : {count}. Le fichier a été abîmé avant d’arriver ici, ou son encodage est un autre.</translation>
    </message>
    <message>
      <source>Numbers of “{column}” are in {unit}; the sign is not kept in the values.</source>
      <translation>Les nombres de « {column} » sont en {unit} ; ce signe n’est pas gardé dans les valeurs.</translation>
    </message>
    <message>
      <source>“s” stands for figures under statistical secrecy, left empty, in: {columns}.</source>
      <translation>« s » tient lieu de chiffres couverts par le secret statistique, laissés vides, dans : {columns}.</translation>
    </message>
    <message>
      <source>{markers} stand for missing values, left empty, in: {columns}.</source>
      <translation>{markers} tiennent lieu de valeurs absentes, laissées vides, dans : {columns}.</translation>
    </message>
  </context>
  <context>
    <name>grids</name>
    <message>
      <source>No commune of this territory has a contour: no grid can be made.</source>
      <translation>Aucune commune de ce territoire n’a de contour : aucune grille ne peut être créée.</translation>
    </message>
    <message>
      <source>A grid of {size} m is not made: choose a size from {smallest} to {largest} m.</source>
      <translation>Une grille de {size} m n’est pas possible : choisissez une taille de {smallest} à {largest} m.</translation>
    </message>
    <message>
      <source>This grid would have some {count} cells, more than {most}: choose cells of {smallest} m or more, or a smaller territory.</source>
      <translation>Cette grille aurait environ {count} cellules, au-delà du maximum de {most} : choisissez des cellules de {smallest} m ou plus, ou un territoire plus petit.</translation>
    </message>
  </context>
  <context>
    <name>gtfs</name>
    <message>
      <source>stop</source>
      <translation>arrêt</translation>
    </message>
    <message>
      <source>station</source>
      <translation>station</translation>
    </message>
    <message>
      <source>entrance</source>
      <translation>entrée</translation>
    </message>
    <message>
      <source>node</source>
      <translation>nœud</translation>
    </message>
    <message>
      <source>boarding area</source>
      <translation>zone d’embarquement</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>oui</translation>
    </message>
    <message>
      <source>no</source>
      <translation>non</translation>
    </message>
    <message>
      <source>tram</source>
      <translation>tramway</translation>
    </message>
    <message>
      <source>metro</source>
      <translation>métro</translation>
    </message>
    <message>
      <source>train</source>
      <translation>train</translation>
    </message>
    <message>
      <source>bus</source>
      <translation>bus</translation>
    </message>
    <message>
      <source>ferry</source>
      <translation>ferry</translation>
    </message>
    <message>
      <source>cable tram</source>
      <translation>tramway à câble</translation>
    </message>
    <message>
      <source>cable car</source>
      <translation>téléphérique</translation>
    </message>
    <message>
      <source>funicular</source>
      <translation>funiculaire</translation>
    </message>
    <message>
      <source>trolleybus</source>
      <translation>trolleybus</translation>
    </message>
    <message>
      <source>monorail</source>
      <translation>monorail</translation>
    </message>
    <message>
      <source>coach</source>
      <translation>autocar</translation>
    </message>
    <message>
      <source>aircraft</source>
      <translation>avion</translation>
    </message>
    <message>
      <source>taxi</source>
      <translation>taxi</translation>
    </message>
    <message>
      <source>{territory} has no contour: the timetable is kept whole.</source>
      <translation>Pas de contour pour {territory} : les horaires sont gardés entiers.</translation>
    </message>
    <message>
      <source>Identifier</source>
      <translation>Identifiant</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Code</source>
      <translation>Code</translation>
    </message>
    <message>
      <source>Station</source>
      <translation>Station</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>Type</translation>
    </message>
    <message>
      <source>Wheelchair access</source>
      <translation>Accès en fauteuil roulant</translation>
    </message>
    <message>
      <source>Lines</source>
      <translation>Lignes</translation>
    </message>
    <message>
      <source>Number of lines</source>
      <translation>Nombre de lignes</translation>
    </message>
    <message>
      <source>Departures a weekday</source>
      <translation>Départs par jour de semaine</translation>
    </message>
    <message>
      <source>Departures a Saturday</source>
      <translation>Départs le samedi</translation>
    </message>
    <message>
      <source>Departures a Sunday</source>
      <translation>Départs le dimanche</translation>
    </message>
    <message>
      <source>Line</source>
      <translation>Ligne</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Réseau</translation>
    </message>
    <message>
      <source>Colour</source>
      <translation>Couleur</translation>
    </message>
    <message>
      <source>Colour of the text</source>
      <translation>Couleur du texte</translation>
    </message>
    <message>
      <source>Trips a weekday</source>
      <translation>Courses par jour de semaine</translation>
    </message>
    <message>
      <source>Trips a Saturday</source>
      <translation>Courses le samedi</translation>
    </message>
    <message>
      <source>Trips a Sunday</source>
      <translation>Courses le dimanche</translation>
    </message>
    <message>
      <source>First departure</source>
      <translation>Premier départ</translation>
    </message>
    <message>
      <source>Last departure</source>
      <translation>Dernier départ</translation>
    </message>
    <message>
      <source>Minutes between departures</source>
      <translation>Minutes entre deux départs</translation>
    </message>
    <message>
      <source>How it is drawn</source>
      <translation>Origine du tracé</translation>
    </message>
    <message>
      <source>The timetable has no day of service: departures and trips are not counted.</source>
      <translation>Les horaires n’ont aucun jour de service : départs et courses ne sont pas comptés.</translation>
    </message>
    <message>
      <source>The timetable is empty: departures and trips are not counted.</source>
      <translation>Les horaires sont vides : départs et courses ne sont pas comptés.</translation>
    </message>
    <message>
      <source>Lines that serve a stop of the territory are kept whole.</source>
      <translation>Les lignes qui desservent un arrêt du territoire sont gardées entières.</translation>
    </message>
    <message>
      <source>{count} rows of {rows} have no position.</source>
      <translation>Lignes sans position : {count} sur {rows}.</translation>
    </message>
    <message>
      <source>{file} is no GTFS feed: it has no stops or no routes.</source>
      <translation>{file} n’est pas un jeu GTFS : il n’a pas d’arrêts, ou pas de lignes.</translation>
    </message>
    <message>
      <source>Timetable from {first} to {last}.</source>
      <translation>Horaires du {first} au {last}.</translation>
    </message>
    <message>
      <source>{count} rows of the timetable are of trips or stops that the feed lacks: they do not count.</source>
      <translation>Lignes d’horaires dont la course ou l’arrêt manque dans le fichier : {count}. Elles ne comptent pas.</translation>
    </message>
    <message>
      <source>{file} is not UTF-8, as it should be: it was read as {encoding}. Check the accents.</source>
      <translation>{file} n’est pas en UTF-8, comme il le devrait : il a été lu en {encoding}. Vérifiez les accents.</translation>
    </message>
    <message>
      <source>{file} has no layer “{layer}”: its layers are stops and lines.</source>
      <translation>{file} n’a pas de couche « {layer} » : ses couches sont stops et lines.</translation>
    </message>
    <message>
      <source>The timetable has expired: it ended on {last}. Look for a newer one.</source>
      <translation>Les horaires sont périmés : ils se terminent le {last}. Cherchez-en de plus récents.</translation>
    </message>
    <message>
      <source>{file} cannot be read as {encoding}: give its encoding.</source>
      <translation>Impossible de lire {file} en {encoding} : donnez son encodage.</translation>
    </message>
    <message>
      <source>{file} cannot be read as a GTFS feed: it is damaged. Download it again.</source>
      <translation>Impossible de lire {file} comme un jeu GTFS : il est endommagé. Téléchargez-le à nouveau.</translation>
    </message>
    <message>
      <source>{rows} rows of the timetable</source>
      <translation>lignes d’horaires : {rows}</translation>
    </message>
    <message>
      <source>{file} is too large once decompressed.</source>
      <translation>{file} est trop gros une fois décompressé.</translation>
    </message>
    <message>
      <source>{file}: {table} lacks the column {columns}.</source>
      <translation>{file} : la table {table} n’a pas la colonne {columns}.</translation>
    </message>
    <message>
      <source>shape of the producer</source>
      <translation>tracé du producteur</translation>
    </message>
    <message>
      <source>straight lines between stops</source>
      <translation>lignes droites entre les arrêts</translation>
    </message>
    <message>
      <source>shape of the producer, and straight lines between stops</source>
      <translation>tracé du producteur, et lignes droites entre les arrêts</translation>
    </message>
  </context>
  <context>
    <name>gui</name>
    <message>
      <source>Address known from documentation, never verified: say so if it fails.</source>
      <translation>Adresse tirée de la documentation, jamais vérifiée : si elle ne fonctionne pas, signalez-le.</translation>
    </message>
    <message>
      <source>Copy of {date}, verified on this file.</source>
      <translation>Copie embarquée, date : {date}. Traitement vérifié sur ce fichier.</translation>
    </message>
    <message>
      <source>No licence is written: ask the producer before any reuse.</source>
      <translation>Aucune licence n’est indiquée : demandez au producteur avant toute réutilisation.</translation>
    </message>
    <message>
      <source>Read its terms before any reuse.</source>
      <translation>Lisez ses conditions avant toute réutilisation.</translation>
    </message>
    <message>
      <source>Free reuse: name the source, and share what you derive or correct with its producer and with all.</source>
      <translation>Réutilisation libre : nommez la source, et partagez avec son producteur et avec tous ce que vous en tirez ou corrigez.</translation>
    </message>
    <message>
      <source>Free reuse: name the source, and share a derived database under the same licence.</source>
      <translation>Réutilisation libre : nommez la source, et partagez sous la même licence une base qui en dérive.</translation>
    </message>
    <message>
      <source>Free reuse: name the author, and share what is derived under the same licence.</source>
      <translation>Réutilisation libre : nommez l’auteur, et partagez sous la même licence ce qui en dérive.</translation>
    </message>
    <message>
      <source>Free reuse, without condition.</source>
      <translation>Réutilisation libre, sans condition.</translation>
    </message>
    <message>
      <source>Free reuse: name the author, link to the licence, and say what was changed.</source>
      <translation>Réutilisation libre : nommez l’auteur, renvoyez à la licence et dites ce qui a été changé.</translation>
    </message>
    <message>
      <source>Free reuse, commercial or not: name the source and the date of its last update.</source>
      <translation>Réutilisation libre, commerciale ou non : nommez la source et la date de sa dernière mise à jour.</translation>
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
      <source>{layers} layers added, {rows} rows.</source>
      <translation>Couches ajoutées : {layers} ; lignes : {rows}.</translation>
    </message>
    <message>
      <source>{layers} layers added, {rows} rows; {lost} could not be added.</source>
      <translation>Couches ajoutées : {layers} ; lignes : {rows} ; couches non ajoutées : {lost}.</translation>
    </message>
    <message>
      <source>{title}: {count} rows added.</source>
      <translation>{title} – lignes ajoutées : {count}.</translation>
    </message>
    <message>
      <source>It is not in {store} yet, for this territory.</source>
      <translation>Il n’est pas encore dans {store}, pour ce territoire.</translation>
    </message>
    <message>
      <source>“{title}” has no {kind} of this address any more: search for it again.</source>
      <translation>« {title} » n’a plus de ressource {kind} à cette adresse : cherchez-le à nouveau.</translation>
    </message>
    <message>
      <source>added live: it stays on its server.</source>
      <translation>ajouté en direct, reste sur son serveur.</translation>
    </message>
    <message>
      <source>rows added: {count}.</source>
      <translation>lignes ajoutées : {count}.</translation>
    </message>
    <message>
      <source>A Catalogue of a Network</source>
      <translation>Un catalogue de réseau</translation>
    </message>
    <message>
      <source>Not refreshed</source>
      <translation>Non actualisé</translation>
    </message>
    <message>
      <source>To be accepted</source>
      <translation>À accepter</translation>
    </message>
    <message>
      <source>Trusted</source>
      <translation>De confiance</translation>
    </message>
    <message>
      <source>Refused</source>
      <translation>Refusé</translation>
    </message>
    <message>
      <source>Not read yet</source>
      <translation>Pas encore lu</translation>
    </message>
    <message>
      <source>A catalogue holds no program, and nothing in it is opened before you add it. Trust it if you know who publishes it.</source>
      <translation>Un catalogue ne contient aucun programme, et rien de ce qu’il décrit n’est ouvert avant que vous ne l’ajoutiez. Faites-lui confiance si vous savez qui le publie.</translation>
    </message>
    <message>
      <source>What the catalogue holds</source>
      <translation>Ce que contient le catalogue</translation>
    </message>
    <message>
      <source>Places to allow</source>
      <translation>Emplacements à autoriser</translation>
    </message>
    <message>
      <source>Places outside of the web that it leads to: tick those that may be opened.</source>
      <translation>Emplacements hors du Web où il mène : cochez ceux qui peuvent être ouverts.</translation>
    </message>
    <message>
      <source>Trust</source>
      <translation>Faire confiance</translation>
    </message>
    <message>
      <source>Refuse</source>
      <translation>Refuser</translation>
    </message>
    <message>
      <source>Decide Later</source>
      <translation>Décider plus tard</translation>
    </message>
    <message>
      <source>What changed since the version that you trust:</source>
      <translation>Ce qui a changé depuis la version à laquelle vous faites confiance :</translation>
    </message>
    <message>
      <source>Of its styles, when they are used:</source>
      <translation>De ses styles, quand ils servent :</translation>
    </message>
    <message>
      <source>Contacts:</source>
      <translation>Contacts :</translation>
    </message>
    <message>
      <source>Its sources are among those of the search.</source>
      <translation>Ses sources sont parmi celles de la recherche.</translation>
    </message>
    <message>
      <source>Its indicators are among yours, the next time that the panel is made.</source>
      <translation>Ses indicateurs seront parmi les vôtres à la prochaine ouverture du panneau.</translation>
    </message>
    <message>
      <source>Its templates of fact sheets are among yours, the next time that the panel is made.</source>
      <translation>Ses modèles de fiches seront parmi les vôtres à la prochaine ouverture du panneau.</translation>
    </message>
    <message>
      <source>Catalogues of Networks</source>
      <translation>Catalogues de réseaux</translation>
    </message>
    <message>
      <source>Catalogues</source>
      <translation>Catalogues</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>Monter</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>Descendre</translation>
    </message>
    <message>
      <source>Look at It…</source>
      <translation>L’examiner…</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>Actualiser</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Add a catalogue</source>
      <translation>Ajouter un catalogue</translation>
    </message>
    <message>
      <source>https://…, a folder, or postgis:connection/schema.table</source>
      <translation>https://…, un dossier, ou postgis:connexion/schéma.table</translation>
    </message>
    <message>
      <source>Place of the catalogue</source>
      <translation>Emplacement du catalogue</translation>
    </message>
    <message>
      <source>Browse…</source>
      <translation>Parcourir…</translation>
    </message>
    <message>
      <source>Add to the List</source>
      <translation>Ajouter à la liste</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>Emplacement</translation>
    </message>
    <message>
      <source>Credentials</source>
      <translation>Identifiant</translation>
    </message>
    <message>
      <source>Vigie: reading a catalogue</source>
      <translation>Vigie : lecture d’un catalogue</translation>
    </message>
    <message>
      <source>Catalogue</source>
      <translation>Catalogue</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>Seen on</source>
      <translation>Vu le</translation>
    </message>
    <message>
      <source>Trust “{title}”?</source>
      <translation>Faire confiance à « {title} » ?</translation>
    </message>
    <message>
      <source>Reading {place}…</source>
      <translation>Lecture de {place}…</translation>
    </message>
    <message>
      <source>“{title}” is up to date.</source>
      <translation>« {title} » est à jour.</translation>
    </message>
    <message>
      <source>Search for a territory to compare with</source>
      <translation>Chercher un territoire à comparer</translation>
    </message>
    <message>
      <source>Remove from the Comparison</source>
      <translation>Retirer de la comparaison</translation>
    </message>
    <message>
      <source>Differences with</source>
      <translation>Écarts avec</translation>
    </message>
    <message>
      <source>the territory</source>
      <translation>le territoire</translation>
    </message>
    <message>
      <source>the plain mean of those shown</source>
      <translation>la moyenne simple de ceux qui sont affichés</translation>
    </message>
    <message>
      <source>Preview of the Comparison</source>
      <translation>Aperçu de la comparaison</translation>
    </message>
    <message>
      <source>Preview of the comparison</source>
      <translation>Aperçu de la comparaison</translation>
    </message>
    <message>
      <source>Choose up to three territories above, then press Preview.</source>
      <translation>Choisissez jusqu’à trois territoires ci-dessus, puis Aperçu.</translation>
    </message>
    <message>
      <source>Make and Open the Comparison</source>
      <translation>Créer et ouvrir la comparaison</translation>
    </message>
    <message>
      <source>Compare: the territory beside up to three others, by the indicators of the template. Territories of different levels are compared by rates, not by totals: what is left out is said.</source>
      <translation>Comparer : le territoire à côté de trois autres au plus, par les indicateurs du modèle. Des territoires de niveaux différents sont comparés par des taux, non par des totaux : ce qui est laissé de côté est dit.</translation>
    </message>
    <message>
      <source>What the territory is compared with; Delete removes one.</source>
      <translation>À quoi le territoire est comparé ; Suppr en retire un.</translation>
    </message>
    <message>
      <source>Up to {count} territories are shown side by side: remove one first.</source>
      <translation>Jusqu’à {count} territoires sont montrés côte à côte : retirez-en d’abord un.</translation>
    </message>
    <message>
      <source>Choose a territory to compare with first.</source>
      <translation>Choisissez d’abord un territoire à comparer.</translation>
    </message>
    <message>
      <source>Territories to compare with</source>
      <translation>Territoires à comparer</translation>
    </message>
    <message>
      <source>comparison</source>
      <translation>comparaison</translation>
    </message>
    <message>
      <source>Compare ({count} of {most})</source>
      <translation>Comparer ({count} sur {most})</translation>
    </message>
    <message>
      <source>{territory} beside:</source>
      <translation>{territory} à côté de :</translation>
    </message>
    <message>
      <source>{territory} is in the comparison already.</source>
      <translation>{territory} est déjà dans la comparaison.</translation>
    </message>
    <message>
      <source>“{title}” asks for the credentials {id}, which this QGIS does not have: choose them in Sources.</source>
      <translation>« {title} » demande l’identifiant {id}, absent de ce QGIS : choisissez-en un dans Sources.</translation>
    </message>
    <message>
      <source>Store of harmonised layers</source>
      <translation>Base des couches harmonisées</translation>
    </message>
    <message>
      <source>Most room for downloads</source>
      <translation>Place maximale des téléchargements</translation>
    </message>
    <message>
      <source>Largest download</source>
      <translation>Taille maximale d’un téléchargement</translation>
    </message>
    <message>
      <source>Give up a silent server after</source>
      <translation>Abandonner un serveur silencieux après</translation>
    </message>
    <message>
      <source>Level proposed first</source>
      <translation>Échelon proposé d’abord</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Langue</translation>
    </message>
    <message>
      <source>Communes</source>
      <translation>Communes</translation>
    </message>
    <message>
      <source>EPCI</source>
      <translation>EPCI</translation>
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
      <source>GeoPackage of your profile</source>
      <translation>GeoPackage de votre profil</translation>
    </message>
    <message>
      <source>That of QGIS</source>
      <translation>Celle de QGIS</translation>
    </message>
    <message>
      <source>{setting} stays as it is: the environment variable {name} sets it.</source>
      <translation>Réglage « {setting} » inchangé : la variable d’environnement {name} l’impose.</translation>
    </message>
    <message>
      <source>Import a Configuration</source>
      <translation>Importer une configuration</translation>
    </message>
    <message>
      <source>What changes</source>
      <translation>Ce qui change</translation>
    </message>
    <message>
      <source>Apply</source>
      <translation>Appliquer</translation>
    </message>
    <message>
      <source> MB</source>
      <translation> Mo</translation>
    </message>
    <message>
      <source> s</source>
      <translation> s</translation>
    </message>
    <message>
      <source>{file} changes this. Your own sources become those of the file; indicators of yours that it does not have stay.</source>
      <translation>{file} apporte ces changements. Vos sources personnelles deviennent celles du fichier ; vos indicateurs qu’il ne contient pas restent.</translation>
    </message>
    <message>
      <source>{file} changes nothing: all is as it says.</source>
      <translation>{file} ne change rien : tout est déjà comme il l’indique.</translation>
    </message>
    <message>
      <source>Inventory of One’s Own Data</source>
      <translation>Inventaire de ses propres données</translation>
    </message>
    <message>
      <source>Territory</source>
      <translation>Territoire</translation>
    </message>
    <message>
      <source>Contours of communes</source>
      <translation>Contours des communes</translation>
    </message>
    <message>
      <source>A layer of precise contours, with a field of INSEE codes: counts near borders become exact.</source>
      <translation>Une couche de contours précis, avec un champ de codes Insee : les comptages près des limites deviennent exacts.</translation>
    </message>
    <message>
      <source>Fetch Precise Contours</source>
      <translation>Télécharger les contours précis</translation>
    </message>
    <message>
      <source>Fetch Precise Contours: those of the territory’s départements, from the network; they are kept for later.</source>
      <translation>Télécharger les contours précis : ceux des départements du territoire, depuis le réseau ; ils sont gardés pour la suite.</translation>
    </message>
    <message>
      <source>What is being done, or was done</source>
      <translation>Ce qui est en cours, ou vient de se faire</translation>
    </message>
    <message>
      <source>Undo: take what was just added out of the project</source>
      <translation>Annuler : retirer du projet ce qui vient d’être ajouté</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Precise, fetched</source>
      <translation>Précis, téléchargés</translation>
    </message>
    <message>
      <source>Embedded, generalised</source>
      <translation>Embarqués, généralisés</translation>
    </message>
    <message>
      <source>Choose a territory to begin.</source>
      <translation>Choisissez un territoire pour commencer.</translation>
    </message>
    <message>
      <source>Something is being made: wait, or cancel it.</source>
      <translation>Un travail est en cours : attendez, ou annulez-le.</translation>
    </message>
    <message>
      <source>Vigie: reading the geographic code</source>
      <translation>Vigie : lecture du code officiel géographique</translation>
    </message>
    <message>
      <source>{updated} of {all} layers have newer data, {lost} could not be refreshed.</source>
      <translation>Couches dont les données sont plus récentes : {updated} sur {all} ; non actualisées : {lost}.</translation>
    </message>
    <message>
      <source>Vigie: refreshing the layers of the project</source>
      <translation>Vigie : actualisation des couches du projet</translation>
    </message>
    <message>
      <source>Vigie: reading the details of an entry</source>
      <translation>Vigie : lecture du détail d’un résultat</translation>
    </message>
    <message>
      <source>Undone: the layers are out of the project.</source>
      <translation>Annulé : les couches sont retirées du projet.</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Recherche</translation>
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
      <source>Contours</source>
      <translation>Contours</translation>
    </message>
    <message>
      <source>Cancelled: the project was closed.</source>
      <translation>Annulé : le projet a été fermé.</translation>
    </message>
    <message>
      <source>Its source has another version than the copy of {date}: add it again to have it.</source>
      <translation>Sa source a une autre version que la copie du {date} : ajoutez-le de nouveau pour l’avoir.</translation>
    </message>
    <message>
      <source>The copy of {date} is what its source gives today.</source>
      <translation>La copie du {date} est ce que donne sa source aujourd’hui.</translation>
    </message>
    <message>
      <source>A copy of {date} is kept; its source does not tell whether it has changed.</source>
      <translation>Une copie du {date} est gardée ; sa source ne dit pas si elle a changé.</translation>
    </message>
    <message>
      <source>Vigie: keeping figures of {indicator}</source>
      <translation>Vigie : conservation des chiffres – {indicator}</translation>
    </message>
    <message>
      <source>Vigie: fetching precise contours of {territory}</source>
      <translation>Vigie : téléchargement des contours précis – {territory}</translation>
    </message>
    <message>
      <source>Vigie: loading {entry}</source>
      <translation>Vigie : chargement de {entry}</translation>
    </message>
    <message>
      <source>Refreshes</source>
      <translation>Actualisations</translation>
    </message>
    <message>
      <source>Nothing of it is kept here: what is added comes from its source.</source>
      <translation>Rien n’en est gardé ici : ce qui est ajouté vient de sa source.</translation>
    </message>
    <message>
      <source>Vigie: asking for the version of {entry}</source>
      <translation>Vigie : version de {entry}</translation>
    </message>
    <message>
      <source>Vigie: computing {indicator}</source>
      <translation>Vigie : calcul de {indicator}</translation>
    </message>
    <message>
      <source>The indicator is among your own.</source>
      <translation>L’indicateur est enregistré parmi les vôtres.</translation>
    </message>
    <message>
      <source>The chart is in {file}.</source>
      <translation>Le graphique a été enregistré dans {file}.</translation>
    </message>
    <message>
      <source>The table is in {file}.</source>
      <translation>La table a été enregistrée dans {file}.</translation>
    </message>
    <message>
      <source>Choose a territory first: “{page}” opens then.</source>
      <translation>Choisissez d’abord un territoire : « {page} » s’ouvrira ensuite.</translation>
    </message>
    <message>
      <source>{count} figures kept in {store}.</source>
      <translation>Chiffres conservés dans {store} : {count}.</translation>
    </message>
    <message>
      <source>No harmonised layer of this project is kept in {store}: add one first.</source>
      <translation>Aucune couche harmonisée de ce projet n’est conservée dans {store} : ajoutez-en d’abord une.</translation>
    </message>
    <message>
      <source>What changed on {date}</source>
      <translation>Ce qui a changé le {date}</translation>
    </message>
    <message>
      <source>Cancelled: nothing was changed.</source>
      <translation>Annulé : rien n’a été modifié.</translation>
    </message>
    <message>
      <source>The territory kept in this project is not known: {why}</source>
      <translation>Le territoire gardé dans ce projet n’est pas connu : {why}</translation>
    </message>
    <message>
      <source>This button opens the guide at the page you are on. Shift+F1 and a click tells what something is for.</source>
      <translation>Ce bouton ouvre le guide à la page où vous êtes. Maj+F1 puis un clic dit à quoi sert un élément.</translation>
    </message>
    <message>
      <source>The territory you work on: type the name or the code of a commune, EPCI, département or région. Everything below is cut to it.</source>
      <translation>Le territoire sur lequel vous travaillez : saisissez le nom ou le code d’une commune, d’un EPCI, d’un département ou d’une région. Tout ce qui suit y est coupé.</translation>
    </message>
    <message>
      <source>Asks all the sources at once, through QGIS’s network. Double-click a result to add it, cut to the territory; the sources are chosen with Sources…</source>
      <translation>Interroge toutes les sources à la fois, par le réseau de QGIS. Double-cliquez sur un résultat pour l’ajouter, coupé au territoire ; les sources se choisissent par Sources…</translation>
    </message>
    <message>
      <source>Layers that are ready to use, with style, licence and date: choose one, and add it to the project.</source>
      <translation>Des couches prêtes à l’emploi, avec style, licence et date : choisissez-en une et ajoutez-la au projet.</translation>
    </message>
    <message>
      <source>Documented figures by commune or larger zone, from these layers and from yours, which are only read. A figure that is missing is not zero: its reason is told.</source>
      <translation>Des chiffres documentés par commune ou par zone plus vaste, tirés de ces couches et des vôtres, qui sont seulement lues. Un chiffre manquant n’est pas un zéro : la raison est indiquée.</translation>
    </message>
    <message>
      <source>A sheet of the territory to hand over, as a page or a PDF: facts, indicators, map, sources and methods.</source>
      <translation>Une fiche du territoire à remettre, en page web ou en PDF : informations, indicateurs, carte, sources et méthodes.</translation>
    </message>
    <message>
      <source>2. Search Public Data</source>
      <translation>2. Chercher des données publiques</translation>
    </message>
    <message>
      <source>3. Add Ready-Made Layers</source>
      <translation>3. Ajouter des couches prêtes à l’emploi</translation>
    </message>
    <message>
      <source>4. Compute Indicators</source>
      <translation>4. Calculer des indicateurs</translation>
    </message>
    <message>
      <source>5. Hand Over a Fact Sheet</source>
      <translation>5. Remettre une fiche territoriale</translation>
    </message>
    <message>
      <source>1. Choose a Territory</source>
      <translation>1. Choisir un territoire</translation>
    </message>
    <message>
      <source>Help Is Here</source>
      <translation>L’aide est ici</translation>
    </message>
    <message>
      <source>Vigie: drawing the fact sheet</source>
      <translation>Vigie : aperçu de la fiche territoriale</translation>
    </message>
    <message>
      <source>Sections ({count} of {all})</source>
      <translation>Rubriques ({count} sur {all})</translation>
    </message>
    <message>
      <source>The fact sheets of all the communes of the territory, one after another in one PDF.</source>
      <translation>Les fiches de toutes les communes du territoire, l’une après l’autre dans un seul PDF.</translation>
    </message>
    <message>
      <source>For a PDF, and a territory of several communes.</source>
      <translation>Pour un PDF, et un territoire de plusieurs communes.</translation>
    </message>
    <message>
      <source>Sentences on the figures</source>
      <translation>Phrases tirées des chiffres</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>Aperçu</translation>
    </message>
    <message>
      <source>One page per commune</source>
      <translation>Une page par commune</translation>
    </message>
    <message>
      <source>Make and Open</source>
      <translation>Créer et ouvrir</translation>
    </message>
    <message>
      <source>Layout in the Project</source>
      <translation>Mise en page dans le projet</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>Identity, programmes, services, indicators with the département, the région and France, map, and for every figure its source, date and method.</source>
      <translation>Identité, programmes, services, indicateurs comparés au département, à la région et à la France, carte, et pour chaque chiffre sa source, sa date et sa méthode.</translation>
    </message>
    <message>
      <source>Adds the fact sheet to this project as a QGIS layout, with copies of its map layers, for you to modify.</source>
      <translation>Ajoute la fiche à ce projet comme mise en page de QGIS, avec des copies de ses couches, pour que vous la modifiiez.</translation>
    </message>
    <message>
      <source>Sections of the fact sheet</source>
      <translation>Rubriques de la fiche</translation>
    </message>
    <message>
      <source>Choose one section at least.</source>
      <translation>Choisissez au moins une rubrique.</translation>
    </message>
    <message>
      <source>This template has no sentences.</source>
      <translation>Ce modèle n’a pas de phrases.</translation>
    </message>
    <message>
      <source>The map is drawn in the file only.</source>
      <translation>La carte n’est dessinée que dans le fichier.</translation>
    </message>
    <message>
      <source>Preview of the fact sheet</source>
      <translation>Aperçu de la fiche</translation>
    </message>
    <message>
      <source>Press Preview to read here what the page will say, without its map.</source>
      <translation>Cliquez sur Aperçu pour lire ici ce que dira la page, sans sa carte.</translation>
    </message>
    <message>
      <source>The fact sheet is in {file}.</source>
      <translation>La fiche territoriale a été enregistrée dans {file}.</translation>
    </message>
    <message>
      <source>The layout “{name}” is in the project: modify it as you like; save the project to keep it.</source>
      <translation>La mise en page « {name} » est dans le projet : modifiez-la à votre guise ; enregistrez le projet pour la garder.</translation>
    </message>
    <message>
      <source>Vigie: comparing territories</source>
      <translation>Vigie : comparaison de territoires</translation>
    </message>
    <message>
      <source>{count} fact sheets are in {file}.</source>
      <translation>{count} fiches sont dans {file}.</translation>
    </message>
    <message>
      <source>Vigie: drawing the pages of {territory}; QGIS may answer late</source>
      <translation>Vigie : dessin des pages de {territory} ; QGIS peut répondre avec retard</translation>
    </message>
    <message>
      <source>Vigie: fact sheet of {territory}</source>
      <translation>Vigie : fiche territoriale – {territory}</translation>
    </message>
    <message>
      <source>The comparison is in {file}.</source>
      <translation>La comparaison est dans {file}.</translation>
    </message>
    <message>
      <source>Help: the guide on this page</source>
      <translation>Aide : le guide sur cette page</translation>
    </message>
    <message>
      <source>Vigie territoriale: Guide</source>
      <translation>Vigie territoriale : guide</translation>
    </message>
    <message>
      <source>Guide</source>
      <translation>Guide</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>Précédent</translation>
    </message>
    <message>
      <source>The guide is not in this copy of the plugin: install it from its zip, or run make guide.</source>
      <translation>Le guide n’est pas dans cette copie de l’extension : installez-la depuis son fichier zip, ou lancez make guide.</translation>
    </message>
    <message>
      <source>Vigie: inventory</source>
      <translation>Vigie : inventaire</translation>
    </message>
    <message>
      <source>Vigie: exporting the inventory</source>
      <translation>Vigie : export de l’inventaire</translation>
    </message>
    <message>
      <source>The inventory was written to {file}.</source>
      <translation>L’inventaire a été écrit dans {file}.</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>Titre</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>Thème</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Licence</translation>
    </message>
    <message>
      <source>Contact</source>
      <translation>Contact</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>Description</translation>
    </message>
    <message>
      <source>Geometry</source>
      <translation>Géométrie</translation>
    </message>
    <message>
      <source>Rows</source>
      <translation>Lignes</translation>
    </message>
    <message>
      <source>Coordinate system</source>
      <translation>Système de coordonnées</translation>
    </message>
    <message>
      <source>Last change</source>
      <translation>Dernière modification</translation>
    </message>
    <message>
      <source>Perhaps personal</source>
      <translation>Peut-être personnel</translation>
    </message>
    <message>
      <source>Where</source>
      <translation>Où</translation>
    </message>
    <message>
      <source>Fields</source>
      <translation>Champs</translation>
    </message>
    <message>
      <source>Notes</source>
      <translation>Remarques</translation>
    </message>
    <message>
      <source>Walk</source>
      <translation>Parcourir</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>Filtre</translation>
    </message>
    <message>
      <source>Filter the datasets</source>
      <translation>Filtrer les jeux de données</translation>
    </message>
    <message>
      <source>Datasets that are held</source>
      <translation>Jeux de données détenus</translation>
    </message>
    <message>
      <source>Publisher of the catalogue</source>
      <translation>Éditeur du catalogue</translation>
    </message>
    <message>
      <source>Name of your organisation</source>
      <translation>Nom de votre organisme</translation>
    </message>
    <message>
      <source>Sort of CSV</source>
      <translation>Sorte de CSV</translation>
    </message>
    <message>
      <source>Export the CSV…</source>
      <translation>Exporter le CSV…</translation>
    </message>
    <message>
      <source>Export DCAT-AP…</source>
      <translation>Exporter en DCAT-AP…</translation>
    </message>
    <message>
      <source>Export ISO 19139…</source>
      <translation>Exporter en ISO 19139…</translation>
    </message>
    <message>
      <source>JSON-LD or Turtle, for catalogues. It needs the name of your organisation.</source>
      <translation>JSON-LD ou Turtle, pour les catalogues. Il faut le nom de votre organisme.</translation>
    </message>
    <message>
      <source>Walk the project, a folder, a GeoPackage or a schema. Data are read only, nothing is sent.</source>
      <translation>Parcourez le projet, un dossier, un GeoPackage ou un schéma. Les données sont seulement lues, rien n’est envoyé.</translation>
    </message>
    <message>
      <source>Folder to Walk</source>
      <translation>Dossier à parcourir</translation>
    </message>
    <message>
      <source>GeoPackage to Walk</source>
      <translation>GeoPackage à parcourir</translation>
    </message>
    <message>
      <source>Schema</source>
      <translation>Schéma</translation>
    </message>
    <message>
      <source>Export the Inventory</source>
      <translation>Exporter l’inventaire</translation>
    </message>
    <message>
      <source>Export the Catalogue</source>
      <translation>Exporter le catalogue</translation>
    </message>
    <message>
      <source>Folder for the Metadata</source>
      <translation>Dossier des métadonnées</translation>
    </message>
    <message>
      <source>CSV (RFC 4180)</source>
      <translation>CSV (RFC 4180)</translation>
    </message>
    <message>
      <source>CSV (French spreadsheets)</source>
      <translation>CSV (tableurs français)</translation>
    </message>
    <message>
      <source>A Schema of {connection}…</source>
      <translation>Un schéma de {connection}…</translation>
    </message>
    <message>
      <source>{count} datasets, {unread} that could not be read, {suspected} to be checked for personal data.</source>
      <translation>{count} jeux de données, {unread} qui n’ont pas pu être lus, {suspected} à vérifier pour des données personnelles.</translation>
    </message>
    <message>
      <source>The Project</source>
      <translation>Le projet</translation>
    </message>
    <message>
      <source>A Folder…</source>
      <translation>Un dossier…</translation>
    </message>
    <message>
      <source>A GeoPackage…</source>
      <translation>Un GeoPackage…</translation>
    </message>
    <message>
      <source>Recent territories</source>
      <translation>Territoires récents</translation>
    </message>
    <message>
      <source>Compute Indicators</source>
      <translation>Calculer des indicateurs</translation>
    </message>
    <message>
      <source>Over public data and over your layers; then a fact sheet.</source>
      <translation>À partir de données publiques et de vos couches ; puis une fiche territoriale.</translation>
    </message>
    <message>
      <source>1. Choose a territory</source>
      <translation>1. Choisir un territoire</translation>
    </message>
    <message>
      <source>2. Find data, and add them</source>
      <translation>2. Trouver des données et les ajouter</translation>
    </message>
    <message>
      <source>3. Compute, and hand over</source>
      <translation>3. Calculer, puis remettre une fiche</translation>
    </message>
    <message>
      <source>Choose {name} as the territory</source>
      <translation>Choisir {name} comme territoire</translation>
    </message>
    <message>
      <source>By name, INSEE code or SIREN.</source>
      <translation>Par nom, code Insee ou SIREN.</translation>
    </message>
    <message>
      <source>Pick on the Map</source>
      <translation>Choisir sur la carte</translation>
    </message>
    <message>
      <source>A commune, an EPCI, a département or a région.</source>
      <translation>Une commune, un EPCI, un département ou une région.</translation>
    </message>
    <message>
      <source>From the Selected Features</source>
      <translation>À partir des entités sélectionnées</translation>
    </message>
    <message>
      <source>The communes that they cover, in the active layer.</source>
      <translation>Les communes qu’elles couvrent, dans la couche active.</translation>
    </message>
    <message>
      <source>Search Data</source>
      <translation>Chercher des données</translation>
    </message>
    <message>
      <source>In all catalogues at once.</source>
      <translation>Dans tous les catalogues à la fois.</translation>
    </message>
    <message>
      <source>Add Layers</source>
      <translation>Ajouter des couches</translation>
    </message>
    <message>
      <source>Services, programmes, zonings, population.</source>
      <translation>Services, programmes, zonages, population.</translation>
    </message>
    <message>
      <source>Blues</source>
      <translation>Bleus</translation>
    </message>
    <message>
      <source>Greens</source>
      <translation>Verts</translation>
    </message>
    <message>
      <source>Oranges</source>
      <translation>Oranges</translation>
    </message>
    <message>
      <source>Purples</source>
      <translation>Violets</translation>
    </message>
    <message>
      <source>Reds</source>
      <translation>Rouges</translation>
    </message>
    <message>
      <source>Orange to purple, around a middle</source>
      <translation>De l’orange au violet, autour d’un milieu</translation>
    </message>
    <message>
      <source>Red to blue, around a middle</source>
      <translation>Du rouge au bleu, autour d’un milieu</translation>
    </message>
    <message>
      <source>Its fields are offered, and the preview is made with it. Others bind a layer of theirs to the role.</source>
      <translation>Ses champs sont proposés, et l’aperçu se fait avec elle. D’autres utilisateurs associent une de leurs couches à ce rôle.</translation>
    </message>
    <message>
      <source>The name under which a layer is bound to the indicator, such as “benches”.</source>
      <translation>Le nom sous lequel une couche est associée à l’indicateur, par exemple « bancs ».</translation>
    </message>
    <message>
      <source>Confidentiality: figures made of fewer features than that are hidden, and those that would give them away.</source>
      <translation>Confidentialité : les chiffres tirés de moins d’entités que cela sont masqués, ainsi que ceux qui permettraient de les retrouver.</translation>
    </message>
    <message>
      <source>Compare the territory with them, where the data covers them.</source>
      <translation>Comparer le territoire avec ceux-ci, là où les données les couvrent.</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Enregistrer</translation>
    </message>
    <message>
      <source>Keep it among your indicators</source>
      <translation>Le garder parmi vos indicateurs</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>Exporter…</translation>
    </message>
    <message>
      <source>Write it to a file, to be shared</source>
      <translation>L’écrire dans un fichier, pour le partager</translation>
    </message>
    <message>
      <source>A layer of mine</source>
      <translation>Une de mes couches</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Données</translation>
    </message>
    <message>
      <source>Choose a layer…</source>
      <translation>Choisir une couche…</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Couche</translation>
    </message>
    <message>
      <source>Role</source>
      <translation>Rôle</translation>
    </message>
    <message>
      <source>Aggregate</source>
      <translation>Agrégat</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>Valeur</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>Poids</translation>
    </message>
    <message>
      <source>Quantile</source>
      <translation>Quantile</translation>
    </message>
    <message>
      <source>Nothing</source>
      <translation>Rien</translation>
    </message>
    <message>
      <source>Inhabitants</source>
      <translation>Habitants</translation>
    </message>
    <message>
      <source>Area in km²</source>
      <translation>Superficie en km²</translation>
    </message>
    <message>
      <source>Divided by</source>
      <translation>Divisé par</translation>
    </message>
    <message>
      <source>Multiplied by</source>
      <translation>Multiplié par</translation>
    </message>
    <message>
      <source> features</source>
      <translation> entités</translation>
    </message>
    <message>
      <source>No limit</source>
      <translation>Sans limite</translation>
    </message>
    <message>
      <source>Hide below</source>
      <translation>Masquer en dessous de</translation>
    </message>
    <message>
      <source>Unit</source>
      <translation>Unité</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Méthode</translation>
    </message>
    <message>
      <source>Draft Again</source>
      <translation>Rédiger à nouveau</translation>
    </message>
    <message>
      <source>Write the unit and the method from the choices above</source>
      <translation>Écrire l’unité et la méthode d’après les choix ci-dessus</translation>
    </message>
    <message>
      <source>What you write serves as French and as English text: write one language.</source>
      <translation>Ce que vous écrivez sert de texte français et de texte anglais : écrivez dans une seule langue.</translation>
    </message>
    <message>
      <source>Levels</source>
      <translation>Échelons</translation>
    </message>
    <message>
      <source>Départements, régions, France</source>
      <translation>Départements, régions, France</translation>
    </message>
    <message>
      <source>Compare with</source>
      <translation>Comparer avec</translation>
    </message>
    <message>
      <source>Decimals</source>
      <translation>Décimales</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Classes</translation>
    </message>
    <message>
      <source>Palette</source>
      <translation>Palette</translation>
    </message>
    <message>
      <source>Preview on Five Zones</source>
      <translation>Aperçu sur cinq zones</translation>
    </message>
    <message>
      <source>The most populated ones that have a figure; nothing is written</source>
      <translation>Les plus peuplées qui ont un chiffre ; rien n’est écrit</translation>
    </message>
    <message>
      <source>the layer</source>
      <translation>la couche</translation>
    </message>
    <message>
      <source>Export the Definition</source>
      <translation>Exporter la définition</translation>
    </message>
    <message>
      <source>Computing…</source>
      <translation>Calcul…</translation>
    </message>
    <message>
      <source>Vigie: preview of an indicator</source>
      <translation>Vigie : aperçu d’un indicateur</translation>
    </message>
    <message>
      <source>Edit an Indicator</source>
      <translation>Modifier un indicateur</translation>
    </message>
    <message>
      <source>Write an Indicator</source>
      <translation>Écrire un indicateur</translation>
    </message>
    <message>
      <source>Figure</source>
      <translation>Chiffre</translation>
    </message>
    <message>
      <source>Texts</source>
      <translation>Textes</translation>
    </message>
    <message>
      <source>Zones and Style</source>
      <translation>Zones et style</translation>
    </message>
    <message>
      <source>{level}, in {territory}: {count} zones shown.</source>
      <translation>{level}, {territory} – zones affichées : {count}.</translation>
    </message>
    <message>
      <source>“{aggregate}” needs a layer of lines.</source>
      <translation>« {aggregate} » demande une couche de lignes.</translation>
    </message>
    <message>
      <source>“{aggregate}” needs a layer of areas.</source>
      <translation>« {aggregate} » demande une couche de surfaces.</translation>
    </message>
    <message>
      <source>The definition is in {file}.</source>
      <translation>La définition a été enregistrée dans {file}.</translation>
    </message>
    <message>
      <source>{field}: the expression cannot be read ({why}).</source>
      <translation>{field} : l’expression ne peut pas être lue ({why}).</translation>
    </message>
    <message>
      <source>{field}: there is no field “{name}”.</source>
      <translation>{field} : il n’y a pas de champ « {name} ».</translation>
    </message>
    <message>
      <source>{field}: write an expression</source>
      <translation>{field} : écrire une expression</translation>
    </message>
    <message>
      <source>Vigie: saving a chart</source>
      <translation>Vigie : enregistrement d’un graphique</translation>
    </message>
    <message>
      <source>Chart</source>
      <translation>Graphique</translation>
    </message>
    <message>
      <source>Ranking of the zones</source>
      <translation>Classement des zones</translation>
    </message>
    <message>
      <source>Distribution of the zones</source>
      <translation>Distribution des zones</translation>
    </message>
    <message>
      <source>Evolution</source>
      <translation>Évolution</translation>
    </message>
    <message>
      <source>Show the chart in a window</source>
      <translation>Afficher le graphique dans une fenêtre</translation>
    </message>
    <message>
      <source>Save the picture…</source>
      <translation>Enregistrer l’image…</translation>
    </message>
    <message>
      <source>Drawing…</source>
      <translation>Tracé du graphique…</translation>
    </message>
    <message>
      <source>Vigie: drawing a chart</source>
      <translation>Vigie : tracé d’un graphique</translation>
    </message>
    <message>
      <source>Save the Chart</source>
      <translation>Enregistrer le graphique</translation>
    </message>
    <message>
      <source>No figures of this indicator were kept yet: keep them at each date of the data.</source>
      <translation>Aucun chiffre de cet indicateur n’est encore conservé : conservez-les à chaque date des données.</translation>
    </message>
    <message>
      <source>Own layer</source>
      <translation>Couche personnelle</translation>
    </message>
    <message>
      <source>Own zones</source>
      <translation>Zones personnelles</translation>
    </message>
    <message>
      <source>The catalogue’s data</source>
      <translation>Données du catalogue</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Aucune</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>Utiliser</translation>
    </message>
    <message>
      <source>Suggested: {layer}</source>
      <translation>Suggestion : {layer}</translation>
    </message>
    <message>
      <source>Use the suggested layer {layer}</source>
      <translation>Utiliser la couche suggérée {layer}</translation>
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
      <source>By own zone</source>
      <translation>Par zone personnelle</translation>
    </message>
    <message>
      <source>Own indicators</source>
      <translation>Indicateurs personnels</translation>
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
      <source>Compute although this layer is partial</source>
      <translation>Calculer bien que cette couche soit partielle</translation>
    </message>
    <message>
      <source>Layers of mine</source>
      <translation>Mes couches</translation>
    </message>
    <message>
      <source>Compute</source>
      <translation>Calculer</translation>
    </message>
    <message>
      <source>Sources and notes</source>
      <translation>Sources et remarques</translation>
    </message>
    <message>
      <source>Layers of mine ({count})</source>
      <translation>Mes couches ({count})</translation>
    </message>
    <message>
      <source>Choose a layer of yours first.</source>
      <translation>Choisissez d’abord une de vos couches.</translation>
    </message>
    <message>
      <source>{file} (cannot be used)</source>
      <translation>{file} (inutilisable)</translation>
    </message>
    <message>
      <source>Fact Sheet of This Commune</source>
      <translation>Fiche de cette commune</translation>
    </message>
    <message>
      <source>Vigie: Use as Layer of an Indicator</source>
      <translation>Vigie : prendre comme couche d’un indicateur</translation>
    </message>
    <message>
      <source>Vigie: Refresh This Layer</source>
      <translation>Vigie : actualiser cette couche</translation>
    </message>
    <message>
      <source>{newer} of {all} sources have newer data.</source>
      <translation>Sources dont les données sont plus récentes : {newer} sur {all}.</translation>
    </message>
    <message>
      <source>{newer} of {all} sources have newer data, {unknown} do not tell.</source>
      <translation>Sources dont les données sont plus récentes : {newer} sur {all} ; sans indication : {unknown}.</translation>
    </message>
    <message>
      <source>Vigie: looking for newer data</source>
      <translation>Vigie : recherche de données plus récentes</translation>
    </message>
    <message>
      <source>Vigie: removing earlier versions</source>
      <translation>Vigie : suppression de versions antérieures</translation>
    </message>
    <message>
      <source>“{layer}” is not kept in {store} any more.</source>
      <translation>La couche « {layer} » n’est plus conservée dans {store}.</translation>
    </message>
    <message>
      <source>Earlier versions</source>
      <translation>Versions antérieures</translation>
    </message>
    <message>
      <source>{layer}: changes since {date} (version {version})</source>
      <translation>{layer} : changements depuis la version {version} ({date})</translation>
    </message>
    <message>
      <source>Vigie: reading the versions of {layer}</source>
      <translation>Vigie : lecture des versions – {layer}</translation>
    </message>
    <message>
      <source>Vigie: adding an earlier version of {layer}</source>
      <translation>Vigie : ajout d’une version antérieure – {layer}</translation>
    </message>
    <message>
      <source>Vigie: comparing versions of {layer}</source>
      <translation>Vigie : comparaison de versions – {layer}</translation>
    </message>
    <message>
      <source>{layer} added.</source>
      <translation>{layer} : couche ajoutée.</translation>
    </message>
    <message>
      <source>{count} earlier versions removed.</source>
      <translation>Versions antérieures supprimées : {count}.</translation>
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
      <source>Project</source>
      <translation>Projet</translation>
    </message>
    <message>
      <source>Harmonised layers</source>
      <translation>Couches harmonisées</translation>
    </message>
    <message>
      <source>Rows in the territory, in the embedded copies. Sources of the network are not asked: not counted.</source>
      <translation>Lignes du territoire, dans les copies embarquées. Les sources du réseau ne sont pas interrogées, donc pas comptées.</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Réseau</translation>
    </message>
    <message>
      <source>Find a layer</source>
      <translation>Chercher une couche</translation>
    </message>
    <message>
      <source>What the chosen layer is</source>
      <translation>Description de la couche choisie</translation>
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
      <source>Add {count} Layers</source>
      <translation>Ajouter {count} couches</translation>
    </message>
    <message>
      <source>Vigie: counting the rows in {territory}</source>
      <translation>Vigie : décompte des lignes – {territory}</translation>
    </message>
    <message>
      <source>Not counted: its source would have to be asked.</source>
      <translation>Pas de décompte : il faudrait interroger sa source.</translation>
    </message>
    <message>
      <source>The embedded copy does not cover the territory.</source>
      <translation>La copie embarquée ne couvre pas le territoire.</translation>
    </message>
    <message>
      <source>Choose a layer to see what it is; tick several to add them together.</source>
      <translation>Choisissez une couche pour voir ce qu’elle est ; cochez-en plusieurs pour les ajouter ensemble.</translation>
    </message>
    <message>
      <source>Counting…</source>
      <translation>Décompte…</translation>
    </message>
    <message>
      <source>{count} rows in the territory.</source>
      <translation>Lignes dans le territoire : {count}.</translation>
    </message>
    <message>
      <source>No embedded copy: the live source is used.</source>
      <translation>Pas de copie embarquée : la source en ligne est utilisée.</translation>
    </message>
    <message>
      <source>No live source: the embedded copy is used.</source>
      <translation>Pas de source en ligne : la copie embarquée est utilisée.</translation>
    </message>
    <message>
      <source>Tabulation</source>
      <translation>Tabulation</translation>
    </message>
    <message>
      <source>table</source>
      <translation>table</translation>
    </message>
    <message>
      <source>points</source>
      <translation>points</translation>
    </message>
    <message>
      <source>lines</source>
      <translation>lignes</translation>
    </message>
    <message>
      <source>polygons</source>
      <translation>polygones</translation>
    </message>
    <message>
      <source>mixed</source>
      <translation>mixte</translation>
    </message>
    <message>
      <source>File or service</source>
      <translation>Fichier ou service</translation>
    </message>
    <message>
      <source>Leave it on its server (drawn live, not copied)</source>
      <translation>Laisser sur le serveur (affiché en direct, sans copie)</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Ajouter</translation>
    </message>
    <message>
      <source>Layers and tables</source>
      <translation>Couches et tables</translation>
    </message>
    <message>
      <source>First rows</source>
      <translation>Premières lignes</translation>
    </message>
    <message>
      <source>How It Is Read</source>
      <translation>Lecture du fichier</translation>
    </message>
    <message>
      <source>Guess</source>
      <translation>Détection automatique</translation>
    </message>
    <message>
      <source>The row that names the columns, counted from 1; 0 when there is none.</source>
      <translation>La ligne qui nomme les colonnes, comptée à partir de 1 ; 0 s’il n’y en a pas.</translation>
    </message>
    <message>
      <source>Read Again</source>
      <translation>Relire</translation>
    </message>
    <message>
      <source>Reading what it holds…</source>
      <translation>Lecture du contenu…</translation>
    </message>
    <message>
      <source>Vigie: reading what a file holds</source>
      <translation>Vigie : lecture du contenu d’un fichier</translation>
    </message>
    <message>
      <source>No position: a table</source>
      <translation>Pas de position : une table</translation>
    </message>
    <message>
      <source>Two columns of coordinates</source>
      <translation>Deux colonnes de coordonnées</translation>
    </message>
    <message>
      <source>A column of text (WKT, GeoJSON, latitude and longitude)</source>
      <translation>Une colonne de texte (WKT, GeoJSON, latitude et longitude)</translation>
    </message>
    <message>
      <source>A column of territory codes</source>
      <translation>Une colonne de codes de territoires</translation>
    </message>
    <message>
      <source>Encoding</source>
      <translation>Encodage</translation>
    </message>
    <message>
      <source>Separator</source>
      <translation>Séparateur</translation>
    </message>
    <message>
      <source>Decimal sign</source>
      <translation>Séparateur décimal</translation>
    </message>
    <message>
      <source>Row of names</source>
      <translation>Ligne des noms</translation>
    </message>
    <message>
      <source>Position</source>
      <translation>Position</translation>
    </message>
    <message>
      <source>X, longitude</source>
      <translation>X, longitude</translation>
    </message>
    <message>
      <source>Y, latitude</source>
      <translation>Y, latitude</translation>
    </message>
    <message>
      <source>Column of geometry</source>
      <translation>Colonne de géométrie</translation>
    </message>
    <message>
      <source>Column of codes</source>
      <translation>Colonne de codes</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} Mo</translation>
    </message>
    <message>
      <source>Read with: {how}.</source>
      <translation>Lu avec : {how}.</translation>
    </message>
    <message>
      <source>encoding {encoding}</source>
      <translation>encodage {encoding}</translation>
    </message>
    <message>
      <source>separator {separator}</source>
      <translation>séparateur {separator}</translation>
    </message>
    <message>
      <source>decimal sign {sign}</source>
      <translation>séparateur décimal {sign}</translation>
    </message>
    <message>
      <source>names on row {row}</source>
      <translation>noms à la ligne {row}</translation>
    </message>
    <message>
      <source>codes ({kind}) in {field}</source>
      <translation>codes ({kind}) dans {field}</translation>
    </message>
    <message>
      <source>coordinates in {crs}</source>
      <translation>coordonnées en {crs}</translation>
    </message>
    <message>
      <source>Only what concerns {territory}</source>
      <translation>Seulement ce qui concerne le territoire ({territory})</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>Harmonised layer</source>
      <translation>Couche harmonisée</translation>
    </message>
    <message>
      <source>Earlier version</source>
      <translation>Version antérieure</translation>
    </message>
    <message>
      <source>Copy of a file or service</source>
      <translation>Copie d’un fichier ou d’un service</translation>
    </message>
    <message>
      <source>Live: it stays on its server</source>
      <translation>En direct : reste sur son serveur</translation>
    </message>
    <message>
      <source>What a refresh changed</source>
      <translation>Ce qu’une actualisation a changé</translation>
    </message>
    <message>
      <source>Contour of the territory</source>
      <translation>Contour du territoire</translation>
    </message>
    <message>
      <source>Layers of Vigie territoriale in the project</source>
      <translation>Couches de Vigie territoriale dans le projet</translation>
    </message>
    <message>
      <source>Newer Data?</source>
      <translation>Plus récent ?</translation>
    </message>
    <message>
      <source>Ask the sources of these layers, through the network. Nothing is downloaded.</source>
      <translation>Interroger les sources de ces couches, par le réseau. Rien n’est téléchargé.</translation>
    </message>
    <message>
      <source>Refresh the Layers of the Project</source>
      <translation>Actualiser les couches du projet</translation>
    </message>
    <message>
      <source>Refresh the Layers of the Project: ask the sources of its harmonised layers for newer data, and show what changed. Earlier versions are kept.</source>
      <translation>Actualiser les couches du projet : demander aux sources des couches harmonisées des données plus récentes, et montrer ce qui a changé. Les versions antérieures sont conservées.</translation>
    </message>
    <message>
      <source>Refresh This Layer</source>
      <translation>Actualiser cette couche</translation>
    </message>
    <message>
      <source>Refresh All</source>
      <translation>Tout actualiser</translation>
    </message>
    <message>
      <source>Versions…</source>
      <translation>Versions…</translation>
    </message>
    <message>
      <source>The earlier versions that are kept of this layer</source>
      <translation>Les versions antérieures conservées de cette couche</translation>
    </message>
    <message>
      <source>Credits</source>
      <translation>Crédits</translation>
    </message>
    <message>
      <source>Copy the Credits</source>
      <translation>Copier les crédits</translation>
    </message>
    <message>
      <source>Copy the sources of all these layers: title, producer, date, licence</source>
      <translation>Copier les sources de toutes ces couches : titre, producteur, date, licence</translation>
    </message>
    <message>
      <source>live</source>
      <translation>en direct</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>oui</translation>
    </message>
    <message>
      <source>no</source>
      <translation>non</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>non connu</translation>
    </message>
    <message>
      <source>Newer?</source>
      <translation>Plus récent ?</translation>
    </message>
    <message>
      <source>None of our layers is in this project yet: tick some in the catalogue, or add a result of the search.</source>
      <translation>Aucune de nos couches n’est encore dans ce projet : cochez-en dans le catalogue, ou ajoutez un résultat de la recherche.</translation>
    </message>
    <message>
      <source>Choose a layer to see where it comes from.</source>
      <translation>Choisissez une couche pour voir d’où elle vient.</translation>
    </message>
    <message>
      <source>The credits of {count} sources are in the clipboard.</source>
      <translation>Crédits copiés dans le presse-papiers ; sources : {count}.</translation>
    </message>
    <message>
      <source>Write Them into the Layout “{name}”</source>
      <translation>Les écrire dans la mise en page « {name} »</translation>
    </message>
    <message>
      <source>The credits are in a label of the layout “{name}”.</source>
      <translation>Les crédits sont dans une étiquette de la mise en page « {name} ».</translation>
    </message>
    <message>
      <source>data of {date}</source>
      <translation>date des données : {date}</translation>
    </message>
    <message>
      <source>fetched on {date}</source>
      <translation>données obtenues le {date}</translation>
    </message>
    <message>
      <source>The project has no layout to write them into</source>
      <translation>Le projet n’a pas de mise en page où les écrire</translation>
    </message>
    <message>
      <source>Vigie territoriale: datasets</source>
      <translation>Vigie territoriale : jeux de données</translation>
    </message>
    <message>
      <source>No commune here: this is outside of France, or where its contours are not known.</source>
      <translation>Aucune commune ici : cet endroit est hors de France, ou les contours n’y sont pas connus.</translation>
    </message>
    <message>
      <source>Vigie: reading the contours of communes</source>
      <translation>Vigie : lecture des contours des communes</translation>
    </message>
    <message>
      <source>The map has no coordinate reference system: set that of the project first.</source>
      <translation>La carte n’a pas de système de coordonnées : définissez d’abord celui du projet.</translation>
    </message>
    <message>
      <source>The contours are being read: click again in a moment.</source>
      <translation>Les contours sont en cours de lecture : cliquez de nouveau dans un instant.</translation>
    </message>
    <message>
      <source>Vigie: drawing {name}</source>
      <translation>Vigie : tracé des contours – {name}</translation>
    </message>
    <message>
      <source>Find a layer of your networks</source>
      <translation>Chercher une couche de vos réseaux</translation>
    </message>
    <message>
      <source>Layers of networks</source>
      <translation>Couches des réseaux</translation>
    </message>
    <message>
      <source>What the chosen layer of a network is</source>
      <translation>Ce qu’est la couche de réseau choisie</translation>
    </message>
    <message>
      <source>Catalogues of Networks: add, trust, order and refresh</source>
      <translation>Catalogues de réseaux : ajouter, faire confiance, ordonner et actualiser</translation>
    </message>
    <message>
      <source>Publish a Catalogue: from layers of the project, for the members of a network</source>
      <translation>Publier un catalogue : à partir de couches du projet, pour les membres d’un réseau</translation>
    </message>
    <message>
      <source>Publish a Catalogue</source>
      <translation>Publier un catalogue</translation>
    </message>
    <message>
      <source>No licence is written: ask the network before any reuse.</source>
      <translation>Aucune licence n’est écrite : demandez au réseau avant toute réutilisation.</translation>
    </message>
    <message>
      <source>No catalogue of a network is trusted yet: add one with the first small button below.</source>
      <translation>Aucun catalogue de réseau n’a encore votre confiance : ajoutez-en un par le premier petit bouton ci-dessous.</translation>
    </message>
    <message>
      <source>Authentication configuration</source>
      <translation>Configuration d’authentification</translation>
    </message>
    <message>
      <source>Vigie: reading the catalogues of networks</source>
      <translation>Vigie : lecture des catalogues de réseaux</translation>
    </message>
    <message>
      <source>Layers of your networks added: {count}.</source>
      <translation>Couches de vos réseaux ajoutées : {count}.</translation>
    </message>
    <message>
      <source>Export the Configuration</source>
      <translation>Exporter la configuration</translation>
    </message>
    <message>
      <source>Kept in</source>
      <translation>Conservées dans</translation>
    </message>
    <message>
      <source>It is made by the first layer that is added, if you may make one.</source>
      <translation>Il est créé avec la première couche ajoutée, si vous en avez le droit.</translation>
    </message>
    <message>
      <source>Size of the GeoPackage</source>
      <translation>Taille du GeoPackage</translation>
    </message>
    <message>
      <source>Downloads</source>
      <translation>Téléchargements</translation>
    </message>
    <message>
      <source>Empty</source>
      <translation>Vider</translation>
    </message>
    <message>
      <source>Downloads that nothing uses are removed; layers already added are kept.</source>
      <translation>Les téléchargements dont rien ne se sert sont supprimés ; les couches déjà ajoutées sont gardées.</translation>
    </message>
    <message>
      <source>Room taken</source>
      <translation>Place occupée</translation>
    </message>
    <message>
      <source>At most</source>
      <translation>Au plus</translation>
    </message>
    <message>
      <source>One download at most</source>
      <translation>Au plus par téléchargement</translation>
    </message>
    <message>
      <source>Sources and network</source>
      <translation>Sources et réseau</translation>
    </message>
    <message>
      <source>Sources that are known to be slow get more, in proportion. Proxy and certificates are those of QGIS.</source>
      <translation>Les sources que l’on sait lentes ont plus de temps, en proportion. Le proxy et les certificats sont ceux de QGIS.</translation>
    </message>
    <message>
      <source>Sources and Credentials…</source>
      <translation>Sources et identifiants…</translation>
    </message>
    <message>
      <source>Enable, order, add and test the sources of the search. Credentials stay in QGIS’s authentication database.</source>
      <translation>Activer, ordonner, ajouter et essayer les sources de la recherche. Les identifiants restent dans la base d’authentification de QGIS.</translation>
    </message>
    <message>
      <source>Catalogues of Networks…</source>
      <translation>Catalogues de réseaux…</translation>
    </message>
    <message>
      <source>Add, trust, order and refresh the catalogues that your networks share.</source>
      <translation>Ajouter, approuver, ordonner et actualiser les catalogues que vos réseaux partagent.</translation>
    </message>
    <message>
      <source>Patience with servers</source>
      <translation>Attente d’un serveur silencieux</translation>
    </message>
    <message>
      <source>Panel</source>
      <translation>Panneau</translation>
    </message>
    <message>
      <source>It changes the next time that QGIS starts.</source>
      <translation>Elle change au prochain démarrage de QGIS.</translation>
    </message>
    <message>
      <source>Show the First Steps Again</source>
      <translation>Revoir les premiers pas</translation>
    </message>
    <message>
      <source>They are shown the next time that the panel is made.</source>
      <translation>Ils s’affichent au prochain chargement du panneau.</translation>
    </message>
    <message>
      <source>Install the Project Template</source>
      <translation>Installer le modèle de projet</translation>
    </message>
    <message>
      <source>A project with groups and an A4 page, for Project → New from Template. One that is there stays.</source>
      <translation>Un projet avec des groupes et une page A4, pour Projet → Nouveau depuis un modèle. Un modèle déjà présent n’est pas remplacé.</translation>
    </message>
    <message>
      <source>Configuration</source>
      <translation>Configuration</translation>
    </message>
    <message>
      <source>Settings, sources and your own indicators as one file, without any credentials.</source>
      <translation>Réglages, sources et indicateurs personnels en un seul fichier, sans aucun identifiant.</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>Importer…</translation>
    </message>
    <message>
      <source>What changes is shown first.</source>
      <translation>Ce qui change est d’abord montré.</translation>
    </message>
    <message>
      <source>Vigie: measuring the downloads</source>
      <translation>Vigie : mesure des téléchargements</translation>
    </message>
    <message>
      <source>The first steps are shown the next time that the panel is made.</source>
      <translation>Les premiers pas s’affichent au prochain chargement du panneau.</translation>
    </message>
    <message>
      <source>The configuration was imported.</source>
      <translation>La configuration a été importée.</translation>
    </message>
    <message>
      <source>The configuration is in {file}.</source>
      <translation>La configuration a été enregistrée dans {file}.</translation>
    </message>
    <message>
      <source>“{file}” is in {folder}: choose it with Project → New from Template.</source>
      <translation>« {file} » est dans {folder} : choisissez-le par Projet → Nouveau depuis un modèle.</translation>
    </message>
    <message>
      <source>Keys were left out of the addresses of: {names}.</source>
      <translation>Clés laissées de côté dans les adresses de ces sources : {names}.</translation>
    </message>
    <message>
      <source>Set by the environment variable {name}.</source>
      <translation>Fixé par la variable d’environnement {name}.</translation>
    </message>
    <message>
      <source>Set by {name}</source>
      <translation>Fixé par {name}</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>CSV for French spreadsheets: semicolons and decimal commas; RFC 4180: commas and decimal points.</source>
      <translation>CSV pour tableurs français : points-virgules et virgules décimales ; RFC 4180 : virgules et points décimaux.</translation>
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
      <source>CSV for French spreadsheets</source>
      <translation>CSV pour tableurs français</translation>
    </message>
    <message>
      <source>Give a name that ends in .{format}.</source>
      <translation>Donnez un nom qui se termine par .{format}.</translation>
    </message>
    <message>
      <source>Indicators of your own: write, import, export, remove</source>
      <translation>Indicateurs personnels : écrire, importer, exporter, retirer</translation>
    </message>
    <message>
      <source>New Indicator…</source>
      <translation>Nouvel indicateur…</translation>
    </message>
    <message>
      <source>New from This One…</source>
      <translation>Nouveau à partir de celui-ci…</translation>
    </message>
    <message>
      <source>Edit…</source>
      <translation>Modifier…</translation>
    </message>
    <message>
      <source>Import a Definition…</source>
      <translation>Importer une définition…</translation>
    </message>
    <message>
      <source>Import a Definition</source>
      <translation>Importer une définition</translation>
    </message>
    <message>
      <source>Own Indicators</source>
      <translation>Indicateurs personnels</translation>
    </message>
    <message>
      <source>Remove “{name}” from your indicators? Its file is deleted.</source>
      <translation>Retirer « {name} » de vos indicateurs ? Son fichier sera supprimé.</translation>
    </message>
    <message>
      <source>{taken} Replace it?</source>
      <translation>{taken} Le remplacer ?</translation>
    </message>
    <message>
      <source>{name}: territory, harmonised layers, indicators, fact sheet ({shortcut})</source>
      <translation>{name} : territoire, couches harmonisées, indicateurs, fiche territoriale ({shortcut})</translation>
    </message>
    <message>
      <source>Dataset</source>
      <translation>Jeu de données</translation>
    </message>
    <message>
      <source>Publication</source>
      <translation>Publication</translation>
    </message>
    <message>
      <source>Programming interface</source>
      <translation>API</translation>
    </message>
    <message>
      <source>Service</source>
      <translation>Service</translation>
    </message>
    <message>
      <source>Not known</source>
      <translation>Inconnu</translation>
    </message>
    <message>
      <source>Embedded copy</source>
      <translation>Copie embarquée</translation>
    </message>
    <message>
      <source>Web page</source>
      <translation>Page web</translation>
    </message>
    <message>
      <source>Table (interface)</source>
      <translation>Table (API)</translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} Go</translation>
    </message>
    <message>
      <source>{size} kB</source>
      <translation>{size} ko</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Nature</translation>
    </message>
    <message>
      <source>Producer</source>
      <translation>Producteur</translation>
    </message>
    <message>
      <source>Published</source>
      <translation>Publié</translation>
    </message>
    <message>
      <source>Modified</source>
      <translation>Modifié</translation>
    </message>
    <message>
      <source>Period</source>
      <translation>Période</translation>
    </message>
    <message>
      <source>Coverage</source>
      <translation>Couverture</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>Page</translation>
    </message>
    <message>
      <source>Found in</source>
      <translation>Trouvé dans</translation>
    </message>
    <message>
      <source>What the chosen entry is</source>
      <translation>Ce qu’est le résultat choisi</translation>
    </message>
    <message>
      <source>{size} bytes</source>
      <translation>{size} octets</translation>
    </message>
    <message>
      <source>“{title}”</source>
      <translation>« {title} »</translation>
    </message>
    <message>
      <source>The first rows of this entry cannot be had without loading it.</source>
      <translation>Les premières lignes de ce résultat ne peuvent pas être lues sans le charger.</translation>
    </message>
    <message>
      <source>{shown} rows of {total}</source>
      <translation>{shown} lignes sur {total}</translation>
    </message>
    <message>
      <source>The first {shown} rows</source>
      <translation>Les {shown} premières lignes</translation>
    </message>
    <message>
      <source>version of {date}</source>
      <translation>version du {date}</translation>
    </message>
    <message>
      <source>and {count} more</source>
      <translation>et {count} de plus</translation>
    </message>
    <message>
      <source>Resources ({count})</source>
      <translation>Ressources ({count})</translation>
    </message>
    <message>
      <source>a folder that members read, or postgis:connection/schema.table</source>
      <translation>un dossier que les membres lisent, ou postgis:connexion/schéma.table</translation>
    </message>
    <message>
      <source>Layers to publish</source>
      <translation>Couches à publier</translation>
    </message>
    <message>
      <source>Leave out what members could not open</source>
      <translation>Laisser de côté ce que les membres ne pourraient pas ouvrir</translation>
    </message>
    <message>
      <source>What is published, and what changes</source>
      <translation>Ce qui est publié, et ce qui change</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>Vérifier</translation>
    </message>
    <message>
      <source>Publish</source>
      <translation>Publier</translation>
    </message>
    <message>
      <source>A Folder That Members Read</source>
      <translation>Un dossier que les membres lisent</translation>
    </message>
    <message>
      <source>Vigie: checking layers for members</source>
      <translation>Vigie : vérification des couches pour les membres</translation>
    </message>
    <message>
      <source>Vigie: publishing a catalogue</source>
      <translation>Vigie : publication d’un catalogue</translation>
    </message>
    <message>
      <source>Publisher</source>
      <translation>Éditeur</translation>
    </message>
    <message>
      <source>Hours between two looks of members</source>
      <translation>Heures entre deux consultations par les membres</translation>
    </message>
    <message>
      <source>that of the published one</source>
      <translation>celui du catalogue publié</translation>
    </message>
    <message>
      <source>For members</source>
      <translation>Pour les membres</translation>
    </message>
    <message>
      <source>Nothing to say</source>
      <translation>Rien à signaler</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>What changes for members:</source>
      <translation>Ce qui change pour les membres :</translation>
    </message>
    <message>
      <source>Nothing is published there yet: give the catalogue a title.</source>
      <translation>Rien n’y est encore publié : donnez un titre au catalogue.</translation>
    </message>
    <message>
      <source>Layers: {count}. Errors: {errors}. Warnings: {warnings}.</source>
      <translation>Couches : {count}. Erreurs : {errors}. Avertissements : {warnings}.</translation>
    </message>
    <message>
      <source>Of your layer, such as 2022, 2022-06 or 2022-06-30: figures are kept under this date.</source>
      <translation>De votre couche, par exemple 2022, 2022-06 ou 2022-06-30 : les chiffres sont conservés à cette date.</translation>
    </message>
    <message>
      <source>Zoom to the selected zones</source>
      <translation>Zoomer sur les zones sélectionnées</translation>
    </message>
    <message>
      <source>Copy the selected rows, or all</source>
      <translation>Copier les lignes sélectionnées, ou toutes</translation>
    </message>
    <message>
      <source>Export the table as CSV…</source>
      <translation>Exporter la table en CSV…</translation>
    </message>
    <message>
      <source>Keep the figures in the store, for their evolution</source>
      <translation>Conserver les chiffres dans la base, pour suivre leur évolution</translation>
    </message>
    <message>
      <source>Date of the data</source>
      <translation>Date des données</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Résultats</translation>
    </message>
    <message>
      <source>{zones} zones, {chosen} selected</source>
      <translation>Zones : {zones}, sélectionnées : {chosen}</translation>
    </message>
    <message>
      <source>{zones} zones</source>
      <translation>Zones : {zones}</translation>
    </message>
    <message>
      <source>CSV for spreadsheets (; and decimal comma)</source>
      <translation>CSV pour tableurs (; et virgule décimale)</translation>
    </message>
    <message>
      <source>CSV by the standard (RFC 4180)</source>
      <translation>CSV selon la norme (RFC 4180)</translation>
    </message>
    <message>
      <source>Export the Table</source>
      <translation>Exporter la table</translation>
    </message>
    <message>
      <source>Vigie: exporting the table</source>
      <translation>Vigie : export de la table</translation>
    </message>
    <message>
      <source>Filters</source>
      <translation>Filtres</translation>
    </message>
    <message>
      <source>Ask this source again</source>
      <translation>Interroger à nouveau cette source</translation>
    </message>
    <message>
      <source>{what}, copied</source>
      <translation>{what}, copie</translation>
    </message>
    <message>
      <source>{what}, live on its server</source>
      <translation>{what}, en direct sur son serveur</translation>
    </message>
    <message>
      <source>Embedded copy of {date}</source>
      <translation>Copie embarquée ({date})</translation>
    </message>
    <message>
      <source>Choose What Is Added…</source>
      <translation>Choisir ce qui est ajouté…</translation>
    </message>
    <message>
      <source>Favourites and recent searches</source>
      <translation>Favoris et recherches récentes</translation>
    </message>
    <message>
      <source>Recent searches</source>
      <translation>Recherches récentes</translation>
    </message>
    <message>
      <source>Favourites ({count})</source>
      <translation>Favoris ({count})</translation>
    </message>
    <message>
      <source>None yet</source>
      <translation>Aucune pour l’instant</translation>
    </message>
    <message>
      <source>Forget Recent Searches</source>
      <translation>Oublier les recherches récentes</translation>
    </message>
    <message>
      <source>Choose what is added, and how it is read</source>
      <translation>Choisir ce qui est ajouté, et comment le lire</translation>
    </message>
    <message>
      <source>It has no file and no service that can be loaded: open its page.</source>
      <translation>Il n’y a ni fichier ni service qui puisse être chargé : ouvrez sa page.</translation>
    </message>
    <message>
      <source>Search all sources (Return to ask)</source>
      <translation>Chercher dans toutes les sources (Entrée)</translation>
    </message>
    <message>
      <source>Words to search in all sources</source>
      <translation>Mots à chercher dans toutes les sources</translation>
    </message>
    <message>
      <source>Clear the Filters</source>
      <translation>Effacer les filtres</translation>
    </message>
    <message>
      <source>Sort</source>
      <translation>Tri</translation>
    </message>
    <message>
      <source>Sources…</source>
      <translation>Sources…</translation>
    </message>
    <message>
      <source>Sources</source>
      <translation>Sources</translation>
    </message>
    <message>
      <source>Write a few words, then press Return: all sources are asked.</source>
      <translation>Écrivez quelques mots, puis Entrée : toutes les sources sont interrogées.</translation>
    </message>
    <message>
      <source>More Results</source>
      <translation>Plus de résultats</translation>
    </message>
    <message>
      <source>Add As</source>
      <translation>Ajouter comme</translation>
    </message>
    <message>
      <source>Keep among the favourites</source>
      <translation>Garder en favori</translation>
    </message>
    <message>
      <source>Show what the entry is</source>
      <translation>Montrer ce qu’est le résultat</translation>
    </message>
    <message>
      <source>See the first rows</source>
      <translation>Voir les premières lignes</translation>
    </message>
    <message>
      <source>Show the coverage on the map</source>
      <translation>Montrer l’emprise sur la carte</translation>
    </message>
    <message>
      <source>Keep among the Favourites</source>
      <translation>Garder en favori</translation>
    </message>
    <message>
      <source>Open the Page</source>
      <translation>Ouvrir la page</translation>
    </message>
    <message>
      <source>Copy the Address</source>
      <translation>Copier l’adresse</translation>
    </message>
    <message>
      <source>Copy the Citation</source>
      <translation>Copier la citation</translation>
    </message>
    <message>
      <source>Is There a Newer Version?</source>
      <translation>Y a-t-il une version plus récente ?</translation>
    </message>
    <message>
      <source>Vigie: searching</source>
      <translation>Vigie : recherche</translation>
    </message>
    <message>
      <source>Vigie: sorting what was found</source>
      <translation>Vigie : tri des résultats</translation>
    </message>
    <message>
      <source>{count} result</source>
      <translation>{count} résultat</translation>
    </message>
    <message>
      <source>{count} results</source>
      <translation>{count} résultats</translation>
    </message>
    <message>
      <source>Nothing was found: try fewer or other words.</source>
      <translation>Rien n’a été trouvé : essayez moins de mots, ou d’autres.</translation>
    </message>
    <message>
      <source>Reading the first rows…</source>
      <translation>Lecture des premières lignes…</translation>
    </message>
    <message>
      <source>Vigie: reading the first rows</source>
      <translation>Vigie : lecture des premières lignes</translation>
    </message>
    <message>
      <source>Best first</source>
      <translation>Pertinence</translation>
    </message>
    <message>
      <source>Latest first</source>
      <translation>Plus récents</translation>
    </message>
    <message>
      <source>By title</source>
      <translation>Titre</translation>
    </message>
    <message>
      <source>Searching…</source>
      <translation>Recherche…</translation>
    </message>
    <message>
      <source>{count} favourite</source>
      <translation>{count} favori</translation>
    </message>
    <message>
      <source>{count} favourites</source>
      <translation>{count} favoris</translation>
    </message>
    <message>
      <source>Nothing was found, but {failed} of {all} sources did not answer.</source>
      <translation>Rien n’a été trouvé, mais des sources n’ont pas répondu : {failed} sur {all}.</translation>
    </message>
    <message>
      <source>Reading the details…</source>
      <translation>Lecture du détail…</translation>
    </message>
    <message>
      <source>Nothing passes the filters.</source>
      <translation>Rien ne passe les filtres.</translation>
    </message>
    <message>
      <source>Freshness</source>
      <translation>Fraîcheur</translation>
    </message>
    <message>
      <source>Loadable</source>
      <translation>Chargeable</translation>
    </message>
    <message>
      <source>The territory, whole or in part</source>
      <translation>Le territoire, en tout ou partie</translation>
    </message>
    <message>
      <source>Whole territory</source>
      <translation>Tout le territoire</translation>
    </message>
    <message>
      <source>Part of the territory</source>
      <translation>Une partie du territoire</translation>
    </message>
    <message>
      <source>Not the territory</source>
      <translation>Pas le territoire</translation>
    </message>
    <message>
      <source>Covers all</source>
      <translation>Couvre tout</translation>
    </message>
    <message>
      <source>Covers a part</source>
      <translation>Couvre une partie</translation>
    </message>
    <message>
      <source>Elsewhere</source>
      <translation>Ailleurs</translation>
    </message>
    <message>
      <source>Not loadable</source>
      <translation>Non chargeable</translation>
    </message>
    <message>
      <source>Less than 30 days</source>
      <translation>Moins de 30 jours</translation>
    </message>
    <message>
      <source>Less than 12 months</source>
      <translation>Moins de 12 mois</translation>
    </message>
    <message>
      <source>Less than 3 years</source>
      <translation>Moins de 3 ans</translation>
    </message>
    <message>
      <source>More than 3 years</source>
      <translation>Plus de 3 ans</translation>
    </message>
    <message>
      <source>{count} source: {parts}</source>
      <translation>{count} source : {parts}</translation>
    </message>
    <message>
      <source>{count} sources: {parts}</source>
      <translation>{count} sources : {parts}</translation>
    </message>
    <message>
      <source>{count} answered</source>
      <translation>ont répondu : {count}</translation>
    </message>
    <message>
      <source>{count} asked</source>
      <translation>interrogées : {count}</translation>
    </message>
    <message>
      <source>{count} slow</source>
      <translation>lentes : {count}</translation>
    </message>
    <message>
      <source>{count} failed</source>
      <translation>en échec : {count}</translation>
    </message>
    <message>
      <source>{count} cancelled</source>
      <translation>annulées : {count}</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Oui</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Non</translation>
    </message>
    <message>
      <source>asking… {seconds} s</source>
      <translation>interrogation… {seconds} s</translation>
    </message>
    <message>
      <source>slow: asking for {seconds} s</source>
      <translation>lente : interrogée depuis {seconds} s</translation>
    </message>
    <message>
      <source>cancelled before it answered</source>
      <translation>annulée avant sa réponse</translation>
    </message>
    <message>
      <source>failed: {why}</source>
      <translation>échec : {why}</translation>
    </message>
    <message>
      <source>more can be asked</source>
      <translation>la suite peut être demandée</translation>
    </message>
    <message>
      <source>found {found}</source>
      <translation>trouvé {found}</translation>
    </message>
    <message>
      <source>found {found} of {total}</source>
      <translation>trouvé {found} sur {total}</translation>
    </message>
    <message>
      <source>Embedded catalogue</source>
      <translation>Catalogue embarqué</translation>
    </message>
    <message>
      <source>Publications that are kept</source>
      <translation>Publications conservées</translation>
    </message>
    <message>
      <source>data.gouv.fr: APIs</source>
      <translation>data.gouv.fr : API</translation>
    </message>
    <message>
      <source>Géoplateforme search</source>
      <translation>Recherche Géoplateforme</translation>
    </message>
    <message>
      <source>CSW catalogue</source>
      <translation>Catalogue CSW</translation>
    </message>
    <message>
      <source>OGC API Records catalogue</source>
      <translation>Catalogue OGC API Records</translation>
    </message>
    <message>
      <source>Tested on its recorded answers</source>
      <translation>Essayée sur ses réponses enregistrées</translation>
    </message>
    <message>
      <source>Known from its documentation</source>
      <translation>Connue par sa documentation</translation>
    </message>
    <message>
      <source>Added by you</source>
      <translation>Ajoutée par vous</translation>
    </message>
    <message>
      <source>A source of this kind cannot be added.</source>
      <translation>Une source de cette nature ne peut pas être ajoutée.</translation>
    </message>
    <message>
      <source>It answers.</source>
      <translation>Elle répond.</translation>
    </message>
    <message>
      <source>It answers, but gives nothing.</source>
      <translation>Elle répond, mais ne donne rien.</translation>
    </message>
    <message>
      <source>It answers: {count} entries.</source>
      <translation>Elle répond : {count} entrées.</translation>
    </message>
    <message>
      <source>Sources of the Search</source>
      <translation>Sources de la recherche</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>Essayer</translation>
    </message>
    <message>
      <source>Add a source of yours</source>
      <translation>Ajouter une source à vous</translation>
    </message>
    <message>
      <source>Address</source>
      <translation>Adresse</translation>
    </message>
    <message>
      <source>Vigie: testing a source</source>
      <translation>Vigie : essai d’une source</translation>
    </message>
    <message>
      <source>Verification</source>
      <translation>Vérification</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>Remarque</translation>
    </message>
    <message>
      <source>“{title}” is in the list: test it, then press OK.</source>
      <translation>« {title} » est dans la liste : essayez-la, puis validez par OK.</translation>
    </message>
    <message>
      <source>asking…</source>
      <translation>interrogation…</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Détails</translation>
    </message>
    <message>
      <source>Template of the fact sheet</source>
      <translation>Modèle de la fiche</translation>
    </message>
    <message>
      <source>Template from a File…</source>
      <translation>Modèle d’un fichier…</translation>
    </message>
    <message>
      <source>Template of Fact Sheets</source>
      <translation>Modèle de fiches</translation>
    </message>
    <message>
      <source>Templates (*.json)</source>
      <translation>Modèles (*.json)</translation>
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
      <source>Remove from the favourites</source>
      <translation>Retirer des favoris</translation>
    </message>
    <message>
      <source>Add to the favourites</source>
      <translation>Ajouter aux favoris</translation>
    </message>
    <message>
      <source>{kind} – {communes} communes – {people} inhabitants ({year})</source>
      <translation>{kind} – communes : {communes} – population municipale {year} : {people}</translation>
    </message>
    <message>
      <source>{kind} {code} – {people} inhabitants</source>
      <translation>{kind} {code} – habitants : {people}</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>Copier</translation>
    </message>
    <message>
      <source>What Is Here</source>
      <translation>Qu’y a-t-il ici ?</translation>
    </message>
    <message>
      <source>Reading the programmes of the project’s layers…</source>
      <translation>Lecture des programmes dans les couches du projet…</translation>
    </message>
    <message>
      <source>No layer of this project tells programmes: add some from the Layers page.</source>
      <translation>Aucune couche de ce projet n’indique de programmes : ajoutez-en depuis l’onglet Couches.</translation>
    </message>
    <message>
      <source>Choose Them</source>
      <translation>Les choisir</translation>
    </message>
    <message>
      <source>Choose these communes as the territory</source>
      <translation>Choisir ces communes comme territoire</translation>
    </message>
    <message>
      <source>The features selected in “{layer}” mean no commune: they lie outside of France, or nowhere.</source>
      <translation>Les entités sélectionnées dans « {layer} » ne désignent aucune commune : elles sont hors de France, ou sans position.</translation>
    </message>
    <message>
      <source>Taken: communes that share more than half of the smaller of both with the selected areas; communes that lines run through over more than 100 m; communes that hold points.</source>
      <translation>Retenues : les communes qui partagent avec les surfaces sélectionnées plus de la moitié du plus petit des deux ; celles que des lignes traversent sur plus de 100 m ; celles qui contiennent des points.</translation>
    </message>
    <message>
      <source>Choose one of them as the territory, or close this.</source>
      <translation>Choisissez l’un d’eux comme territoire, ou fermez ce cadre.</translation>
    </message>
    <message>
      <source>No programme here, by the layers of this project.</source>
      <translation>Aucun programme ici, d’après les couches de ce projet.</translation>
    </message>
    <message>
      <source>{programme} (elsewhere in the commune)</source>
      <translation>{programme} (ailleurs dans la commune)</translation>
    </message>
    <message>
      <source>Close: {title}</source>
      <translation>Fermer : {title}</translation>
    </message>
    <message>
      <source>Copy: {title}</source>
      <translation>Copier : {title}</translation>
    </message>
    <message>
      <source>Programmes, by the layers of this project</source>
      <translation>Programmes, d’après les couches de ce projet</translation>
    </message>
    <message>
      <source>{names} and {count} more</source>
      <translation>{names} et {count} de plus</translation>
    </message>
    <message>
      <source>Commune, EPCI, département, région, code or SIREN</source>
      <translation>Commune, EPCI, département, région, code ou SIREN</translation>
    </message>
    <message>
      <source>Territories found</source>
      <translation>Territoires trouvés</translation>
    </message>
    <message>
      <source>Favourite and recent territories</source>
      <translation>Territoires favoris et récents</translation>
    </message>
    <message>
      <source>None yet: those that you choose come here, and those that you mark with the star.</source>
      <translation>Aucun pour l’instant : ceux que vous choisissez viennent ici, ainsi que ceux que vous marquez de l’étoile.</translation>
    </message>
    <message>
      <source>Search for a territory</source>
      <translation>Chercher un territoire</translation>
    </message>
    <message>
      <source>Favourites</source>
      <translation>Favoris</translation>
    </message>
    <message>
      <source>Recent</source>
      <translation>Récents</translation>
    </message>
    <message>
      <source>Nothing by that name or code.</source>
      <translation>Aucun territoire ne porte ce nom ou ce code.</translation>
    </message>
    <message>
      <source>formerly or part: {name}</source>
      <translation>ancienne commune ou subdivision : {name}</translation>
    </message>
    <message>
      <source>Forget the Recent Ones</source>
      <translation>Oublier les récents</translation>
    </message>
    <message>
      <source>Pick on the Map: click the territory; with Ctrl it is added to those chosen, with the right button its EPCI, département or région can be chosen. Escape stops.</source>
      <translation>Choisir sur la carte : cliquez sur le territoire ; avec Ctrl, il s’ajoute à ceux déjà choisis ; avec le bouton droit, vous pouvez choisir son EPCI, son département ou sa région. Échap pour arrêter.</translation>
    </message>
    <message>
      <source>From the Selected Features: the communes that those of the active layer cover.</source>
      <translation>À partir des entités sélectionnées : les communes que couvrent celles de la couche active.</translation>
    </message>
    <message>
      <source>What Is Here: click the map to know the commune, what it lies in, and its programmes.</source>
      <translation>Qu’y a-t-il ici ? Cliquez sur la carte pour connaître la commune, les territoires où elle se trouve et ses programmes.</translation>
    </message>
    <message>
      <source>Click the territory on the map; Escape stops.</source>
      <translation>Sur la carte, cliquez sur le territoire ; Échap pour arrêter.</translation>
    </message>
    <message>
      <source>Click the map to know what is there; Escape stops.</source>
      <translation>Cliquez sur la carte pour savoir ce qui s’y trouve ; Échap pour arrêter.</translation>
    </message>
    <message>
      <source>Vigie: What Is Here</source>
      <translation>Vigie : qu’y a-t-il ici ?</translation>
    </message>
    <message>
      <source>Pick a Commune</source>
      <translation>Choisir une commune</translation>
    </message>
    <message>
      <source>Pick an EPCI</source>
      <translation>Choisir un EPCI</translation>
    </message>
    <message>
      <source>Pick a Département</source>
      <translation>Choisir un département</translation>
    </message>
    <message>
      <source>Pick a Région</source>
      <translation>Choisir une région</translation>
    </message>
    <message>
      <source>Vigie: communes under the selected features of {layer}</source>
      <translation>Vigie : communes sous les entités sélectionnées – {layer}</translation>
    </message>
    <message>
      <source>Vigie: programmes of {name}</source>
      <translation>Vigie : programmes – {name}</translation>
    </message>
    <message>
      <source>The map is not shown: open or create a project, or add a layer, first.</source>
      <translation>La carte n’est pas affichée : ouvrez ou créez d’abord un projet, ou ajoutez une couche.</translation>
    </message>
    <message>
      <source>First steps</source>
      <translation>Premiers pas</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>Passer</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>Terminer</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>Suivant</translation>
    </message>
    <message>
      <source>Remove {count} earlier versions of “{title}”? Their rows are deleted from the store.</source>
      <translation>Supprimer les versions antérieures choisies ({count}) de « {title} » ? Leurs lignes seront effacées de la base.</translation>
    </message>
    <message>
      <source>Versions of a Layer</source>
      <translation>Versions d’une couche</translation>
    </message>
    <message>
      <source>Versions that are kept</source>
      <translation>Versions conservées</translation>
    </message>
    <message>
      <source>Add to the Map</source>
      <translation>Ajouter à la carte</translation>
    </message>
    <message>
      <source>What Changed Since</source>
      <translation>Ce qui a changé depuis</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Supprimer…</translation>
    </message>
    <message>
      <source>{title}: earlier versions are kept by refreshes. They take room, and can be removed.</source>
      <translation>{title} : les actualisations conservent les versions antérieures. Elles prennent de la place et peuvent être supprimées.</translation>
    </message>
    <message>
      <source>{title}: there is no earlier version. Refreshes keep one each time the data have changed.</source>
      <translation>{title} : il n’y a pas de version antérieure. Les actualisations en conservent une chaque fois que les données ont changé.</translation>
    </message>
    <message>
      <source>Data of</source>
      <translation>Date des données</translation>
    </message>
    <message>
      <source>Kept on</source>
      <translation>Conservée le</translation>
    </message>
    <message>
      <source>{version} (in use)</source>
      <translation>{version} (actuelle)</translation>
    </message>
    <message>
      <source>An unexpected error stopped this work: {error}. The details are in the log.</source>
      <translation>Une erreur inattendue a interrompu le traitement : {error}. Les détails sont dans le journal des messages (onglet Vigie).</translation>
    </message>
    <message>
      <source>Code</source>
      <translation>Code</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>Rang</translation>
    </message>
    <message>
      <source>Remark</source>
      <translation>Remarque</translation>
    </message>
  </context>
  <context>
    <name>harmonize</name>
    <message>
      <source>The table of codes {file} cannot be read with columns {key} and {value}.</source>
      <translation>La table de codes {file} ne peut pas être lue avec les colonnes {key} et {value}.</translation>
    </message>
    <message>
      <source>No column of the file makes a figure: its structure has changed, or the recipe names none.</source>
      <translation>Aucune colonne du fichier ne donne de chiffre : sa structure a changé, ou la recette n’en nomme aucune.</translation>
    </message>
    <message>
      <source>“{variable}”: no figure for {count} communes that merged (a part is missing, or a rate has no weight).</source>
      <translation>« {variable} » – communes fusionnées sans chiffre (une partie manque, ou un taux n’a pas de pondération) : {count}.</translation>
    </message>
    <message>
      <source>left out by the recipe</source>
      <translation>laissée de côté par la recette</translation>
    </message>
    <message>
      <source>{period}: no figure for the {count} communes of the country that were split since.</source>
      <translation>{period} : pas de chiffre pour les {count} communes du pays qui ont été scindées depuis.</translation>
    </message>
    <message>
      <source>no known commune code</source>
      <translation>code de commune absent ou inconnu</translation>
    </message>
    <message>
      <source>already counted in its commune</source>
      <translation>déjà compté dans sa commune</translation>
    </message>
    <message>
      <source>a commune that was split since</source>
      <translation>commune divisée depuis</translation>
    </message>
    <message>
      <source>Nothing tells the coordinate system of the shapes: give the reader a crs.</source>
      <translation>Rien n’indique le système de coordonnées des géométries : donnez un crs au lecteur (« reader »).</translation>
    </message>
    <message>
      <source>{file} no longer has the expected columns ({missing}): its structure has changed, and the recipe must be adapted before it can be used.</source>
      <translation>{file} n’a plus les colonnes attendues ({missing}) : sa structure a changé, et la recette doit être adaptée avant que ce fichier puisse servir.</translation>
    </message>
    <message>
      <source>{file} is damaged, or is no longer written in {encoding} (column “{column}”): adapt the recipe, or leave its encoding to be guessed.</source>
      <translation>{file} est endommagé, ou n’est plus écrit en {encoding} (colonne « {column} ») : adaptez la recette, ou laissez l’encodage être deviné.</translation>
    </message>
    <message>
      <source>outside of the territory</source>
      <translation>hors du territoire</translation>
    </message>
    <message>
      <source>same identifier as an earlier row</source>
      <translation>même identifiant qu’une ligne précédente</translation>
    </message>
    <message>
      <source>joined to an earlier row, whose communes are completed</source>
      <translation>jointe à une ligne précédente, dont les communes sont complétées</translation>
    </message>
    <message>
      <source>{count} rows have no code: their commune is the one whose contour ({source}) they lie in.</source>
      <translation>Lignes sans code : {count}. Leur commune est celle dont le contour ({source}) les contient.</translation>
    </message>
    <message>
      <source>{count} rows name several values: each value is made a row of its own.</source>
      <translation>Lignes qui nomment plusieurs valeurs : {count}. Chaque valeur devient une ligne.</translation>
    </message>
    <message>
      <source>{count} rows have the identifier of an earlier one: a number is added to it.</source>
      <translation>Lignes qui ont l’identifiant d’une ligne précédente : {count}. Un numéro y est ajouté.</translation>
    </message>
    <message>
      <source>{count} rows are placed at the middle of their commune: their position is approximate.</source>
      <translation>Lignes placées au milieu de leur commune : {count}. Leur position est approximative.</translation>
    </message>
    <message>
      <source>no identifier</source>
      <translation>sans identifiant</translation>
    </message>
    <message>
      <source>{count} values of “{column}” are not understood: they are left empty.</source>
      <translation>Valeurs de « {column} » qui ne sont pas comprises : {count}. Elles sont laissées vides.</translation>
    </message>
    <message>
      <source>a value of “{column}” that is not understood</source>
      <translation>valeur de « {column} » qui n’est pas comprise</translation>
    </message>
    <message>
      <source>same {columns} as another row</source>
      <translation>mêmes valeurs ({columns}) qu’une autre ligne</translation>
    </message>
  </context>
  <context>
    <name>identity</name>
    <message>
      <source>Ville de Paris: one collectivity, commune and département at once.</source>
      <translation>Ville de Paris : une seule collectivité, à la fois commune et département.</translation>
    </message>
    <message>
      <source>Collectivité de Corse: one collectivity in place of the région and its two départements.</source>
      <translation>Collectivité de Corse : une seule collectivité, à la place de la région et de ses deux départements.</translation>
    </message>
    <message>
      <source>Collectivité européenne d’Alsace: one collectivity for the two départements of Alsace.</source>
      <translation>Collectivité européenne d’Alsace : une seule collectivité pour les deux départements d’Alsace.</translation>
    </message>
    <message>
      <source>One collectivity with the powers of a département and of a région.</source>
      <translation>Collectivité unique, qui a les compétences d’un département et d’une région.</translation>
    </message>
    <message>
      <source>Mayotte: one collectivity with the powers of a département and of a région.</source>
      <translation>Mayotte : collectivité unique, qui a les compétences d’un département et d’une région.</translation>
    </message>
    <message>
      <source>Overseas collectivity, which is no département and no région.</source>
      <translation>Collectivité d’outre-mer, qui n’est ni un département ni une région.</translation>
    </message>
    <message>
      <source>New Caledonia: a collectivity of its own kind.</source>
      <translation>Nouvelle-Calédonie : collectivité sui generis.</translation>
    </message>
    <message>
      <source>Territory without permanent inhabitants, administered by the State.</source>
      <translation>Territoire sans habitants permanents, administré par l’État.</translation>
    </message>
    <message>
      <source>Métropole with a special status.</source>
      <translation>Métropole à statut particulier.</translation>
    </message>
    <message>
      <source>Two collectivities share it: the métropole de Lyon, which has the powers of a département, and the département du Rhône outside of it.</source>
      <translation>Deux collectivités se le partagent : la métropole de Lyon, qui a les compétences d’un département, et le département du Rhône en dehors d’elle.</translation>
    </message>
    <message>
      <source>Métropole de Lyon: a collectivity with the powers of a département on its territory.</source>
      <translation>Métropole de Lyon : collectivité qui a les compétences d’un département sur son territoire.</translation>
    </message>
    <message>
      <source>Area: not known, since one of its communes has no contour of its own.</source>
      <translation>Superficie : inconnue, car une de ses communes n’a pas de contour à elle.</translation>
    </message>
    <message>
      <source>Neighbours: not known, since one of its communes has no contour of its own.</source>
      <translation>Voisins : inconnus, car une de ses communes n’a pas de contour à elle.</translation>
    </message>
    <message>
      <source>Seat: not known, since the geographic code tells it for départements and régions only.</source>
      <translation>Siège : inconnu, car le code officiel géographique ne le donne que pour les départements et les régions.</translation>
    </message>
    <message>
      <source>SIREN: not known. The data at hand tell those of EPCI and of communes, but for the overseas collectivities.</source>
      <translation>SIREN : inconnu. Les données à disposition donnent ceux des EPCI et des communes, sauf pour les collectivités d’outre-mer.</translation>
    </message>
    <message>
      <source>Density classes: not known, since the density grid has none of its communes.</source>
      <translation>Classes de densité : inconnues, la grille de densité n’a aucune de ses communes.</translation>
    </message>
  </context>
  <context>
    <name>indicators</name>
    <message>
      <source>Its name speaks of communes, and it has a field of INSEE codes.</source>
      <translation>Son nom parle de communes, et elle a un champ de codes Insee.</translation>
    </message>
    <message>
      <source>Its name speaks of zones.</source>
      <translation>Son nom parle de zones.</translation>
    </message>
    <message>
      <source>It is the only layer that fits.</source>
      <translation>C’est la seule couche qui convient.</translation>
    </message>
    <message>
      <source>Its name speaks of “{words}”.</source>
      <translation>Son nom parle de « {words} ».</translation>
    </message>
    <message>
      <source>It has the fields that are asked: {fields}.</source>
      <translation>Elle a les champs demandés : {fields}.</translation>
    </message>
    <message>
      <source>Communes</source>
      <translation>Communes</translation>
    </message>
    <message>
      <source>EPCI</source>
      <translation>EPCI</translation>
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
      <source>{what} of {least} to {most} inhabitants</source>
      <translation>{what} de {least} à {most} habitants</translation>
    </message>
    <message>
      <source>{what} under {most} inhabitants</source>
      <translation>{what} de moins de {most} habitants</translation>
    </message>
    <message>
      <source>{what} of {least} inhabitants and more</source>
      <translation>{what} de {least} habitants et plus</translation>
    </message>
    <message>
      <source>“{text}” is no date: write 2022, 2022-06 or 2022-06-30.</source>
      <translation>« {text} » n’est pas une date : écrivez 2022, 2022-06 ou 2022-06-30.</translation>
    </message>
    <message>
      <source>“share” needs “filter”: which features are counted?</source>
      <translation>« share » a besoin de « filter » : quelles entités faut-il compter ?</translation>
    </message>
    <message>
      <source>“quantile” needs “quantile”, between 0 and 1.</source>
      <translation>« quantile » a besoin de « quantile », entre 0 et 1.</translation>
    </message>
    <message>
      <source>{file}: {why}</source>
      <translation>{file} : {why}</translation>
    </message>
    <message>
      <source>No figure is from {low} on and below {high}: this class would be empty.</source>
      <translation>Aucun chiffre n’est à la fois d’au moins {low} et inférieur à {high} : cette classe serait vide.</translation>
    </message>
    <message>
      <source>These indicators are made of one another: {circle}.</source>
      <translation>Ces indicateurs se composent les uns les autres : {circle}.</translation>
    </message>
    <message>
      <source>“{indicator}” is made of “{needed}”, which is unknown: choose among {known}.</source>
      <translation>« {indicator} » se compose de « {needed} », qui est inconnu : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>Unknown indicator “{id}”: choose among {known}, or give a .json file.</source>
      <translation>Indicateur inconnu « {id} » : choisissez parmi {known}, ou indiquez un fichier .json.</translation>
    </message>
    <message>
      <source>{count} communes of the territory have no known starting point.</source>
      <translation>Communes du territoire sans point de départ connu : {count}.</translation>
    </message>
    <message>
      <source>Travel times are those to one point of each line or area.</source>
      <translation>Les temps de trajet sont comptés jusqu’à un point de chaque ligne ou surface.</translation>
    </message>
    <message>
      <source>Each zone is measured from a point inside it.</source>
      <translation>Chaque zone est mesurée depuis un point intérieur.</translation>
    </message>
    <message>
      <source>“{indicator}” needs travel times, which are not here.</source>
      <translation>L’indicateur « {indicator} » demande des temps de trajet, qui ne sont pas disponibles ici.</translation>
    </message>
    <message>
      <source>“{expression}” gives weights under 0.</source>
      <translation>« {expression} » donne des poids inférieurs à 0.</translation>
    </message>
    <message>
      <source>The position given for {names} lies more than {distance} m outside of the commune: left out.</source>
      <translation>Position écartée, à plus de {distance} m du contour de la commune : {names}.</translation>
    </message>
    <message>
      <source>Number of features</source>
      <translation>Nombre d’entités</translation>
    </message>
    <message>
      <source>Sum</source>
      <translation>Somme</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>Moyenne</translation>
    </message>
    <message>
      <source>Weighted mean</source>
      <translation>Moyenne pondérée</translation>
    </message>
    <message>
      <source>Share of the features</source>
      <translation>Part des entités</translation>
    </message>
    <message>
      <source>Number of different values</source>
      <translation>Nombre de valeurs différentes</translation>
    </message>
    <message>
      <source>Diversity (Shannon)</source>
      <translation>Diversité (Shannon)</translation>
    </message>
    <message>
      <source>Median</source>
      <translation>Médiane</translation>
    </message>
    <message>
      <source>Quantile</source>
      <translation>Quantile</translation>
    </message>
    <message>
      <source>Minimum</source>
      <translation>Minimum</translation>
    </message>
    <message>
      <source>Maximum</source>
      <translation>Maximum</translation>
    </message>
    <message>
      <source>Standard deviation</source>
      <translation>Écart-type</translation>
    </message>
    <message>
      <source>Most frequent value</source>
      <translation>Valeur la plus fréquente</translation>
    </message>
    <message>
      <source>Area covered</source>
      <translation>Superficie couverte</translation>
    </message>
    <message>
      <source>Share of the area covered</source>
      <translation>Part de la superficie couverte</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>Longueur</translation>
    </message>
    <message>
      <source>features</source>
      <translation>entités</translation>
    </message>
    <message>
      <source>% of the features</source>
      <translation>% des entités</translation>
    </message>
    <message>
      <source>different values</source>
      <translation>valeurs différentes</translation>
    </message>
    <message>
      <source>nats</source>
      <translation>nats</translation>
    </message>
    <message>
      <source>km²</source>
      <translation>km²</translation>
    </message>
    <message>
      <source>% of the area</source>
      <translation>% de la superficie</translation>
    </message>
    <message>
      <source>km</source>
      <translation>km</translation>
    </message>
    <message>
      <source>Multiplied by {times}.</source>
      <translation>Multiplié par {times}.</translation>
    </message>
    <message>
      <source>Figures made of fewer than {least} features are hidden.</source>
      <translation>Les chiffres tirés de moins de {least} entités sont masqués.</translation>
    </message>
    <message>
      <source>Number of features of {layer}.</source>
      <translation>Nombre d’entités de {layer}.</translation>
    </message>
    <message>
      <source>Sum of {value} over the features of {layer}.</source>
      <translation>Somme de {value} sur les entités de {layer}.</translation>
    </message>
    <message>
      <source>Mean of {value} over the features of {layer}.</source>
      <translation>Moyenne de {value} sur les entités de {layer}.</translation>
    </message>
    <message>
      <source>Weighted mean of {value} over the features of {layer}.</source>
      <translation>Moyenne pondérée de {value} sur les entités de {layer}.</translation>
    </message>
    <message>
      <source>Share of the features of {layer} that meet {filter}, in %.</source>
      <translation>Part des entités de {layer} qui vérifient {filter}, en %.</translation>
    </message>
    <message>
      <source>Number of different values of {value} among the features of {layer}.</source>
      <translation>Nombre de valeurs différentes de {value} parmi les entités de {layer}.</translation>
    </message>
    <message>
      <source>Diversity of {value} among the features of {layer} (Shannon’s index, in nats).</source>
      <translation>Diversité de {value} parmi les entités de {layer} (indice de Shannon, en nats).</translation>
    </message>
    <message>
      <source>Median of {value} over the features of {layer}.</source>
      <translation>Médiane de {value} sur les entités de {layer}.</translation>
    </message>
    <message>
      <source>Quantile {quantile} of {value} over the features of {layer}.</source>
      <translation>Quantile {quantile} de {value} sur les entités de {layer}.</translation>
    </message>
    <message>
      <source>Least {value} of the features of {layer}.</source>
      <translation>Plus petite valeur de {value} parmi les entités de {layer}.</translation>
    </message>
    <message>
      <source>Greatest {value} of the features of {layer}.</source>
      <translation>Plus grande valeur de {value} parmi les entités de {layer}.</translation>
    </message>
    <message>
      <source>Standard deviation of {value} over the features of {layer}.</source>
      <translation>Écart-type de {value} sur les entités de {layer}.</translation>
    </message>
    <message>
      <source>Most frequent {value} among the features of {layer}.</source>
      <translation>Valeur la plus fréquente de {value} parmi les entités de {layer}.</translation>
    </message>
    <message>
      <source>Area that the areas of {layer} cover, what several cover counted once, in the legal projection.</source>
      <translation>Superficie que couvrent les surfaces de {layer}, les recouvrements comptés une seule fois, dans la projection légale.</translation>
    </message>
    <message>
      <source>Share of the area that the areas of {layer} cover, what several cover counted once, in the legal projection, in %.</source>
      <translation>Part de la superficie que couvrent les surfaces de {layer}, les recouvrements comptés une seule fois, dans la projection légale, en %.</translation>
    </message>
    <message>
      <source>Length of the lines of {layer} inside the zone, in km.</source>
      <translation>Longueur des lignes de {layer} à l’intérieur de la zone, en km.</translation>
    </message>
    <message>
      <source>Choose the value: a field or an expression.</source>
      <translation>Choisissez la valeur : un champ ou une expression.</translation>
    </message>
    <message>
      <source>Choose the weight: a field or an expression.</source>
      <translation>Choisissez le poids : un champ ou une expression.</translation>
    </message>
    <message>
      <source>Write the filter: the share is that of the features which meet it.</source>
      <translation>Écrivez le filtre : la part est celle des entités qui le vérifient.</translation>
    </message>
    <message>
      <source>per inhabitant</source>
      <translation>par habitant</translation>
    </message>
    <message>
      <source>per {times} inhabitants</source>
      <translation>pour {times} habitants</translation>
    </message>
    <message>
      <source>per km²</source>
      <translation>par km²</translation>
    </message>
    <message>
      <source>per {times} km²</source>
      <translation>pour {times} km²</translation>
    </message>
    <message>
      <source>Divided by the number of inhabitants.</source>
      <translation>Divisé par le nombre d’habitants.</translation>
    </message>
    <message>
      <source>Divided by the area in km².</source>
      <translation>Divisé par la superficie en km².</translation>
    </message>
    <message>
      <source>Give the indicator a title.</source>
      <translation>Donnez un titre à l’indicateur.</translation>
    </message>
    <message>
      <source>Choose the layer that it is made of.</source>
      <translation>Choisissez la couche dont il est tiré.</translation>
    </message>
    <message>
      <source>Multiply by a number above zero.</source>
      <translation>Multipliez par un nombre supérieur à zéro.</translation>
    </message>
    <message>
      <source>Give the unit of the figure.</source>
      <translation>Donnez l’unité du chiffre.</translation>
    </message>
    <message>
      <source>Say how the figure is made.</source>
      <translation>Dites comment le chiffre est obtenu.</translation>
    </message>
    <message>
      <source>Tick one level at least.</source>
      <translation>Cochez au moins un échelon.</translation>
    </message>
    <message>
      <source>Name the role in small letters, digits and hyphens, such as “benches”.</source>
      <translation>Nommez le rôle en minuscules sans accent, chiffres et traits d’union, par exemple « bancs ».</translation>
    </message>
    <message>
      <source>Only the features that meet {filter} count.</source>
      <translation>Seules les entités qui vérifient {filter} comptent.</translation>
    </message>
    <message>
      <source>Each feature weighs {weight}.</source>
      <translation>Chaque entité pèse {weight}.</translation>
    </message>
    <message>
      <source>{layer}: {count} features, {crs}, read from {source}</source>
      <translation>{layer} – entités : {count}, {crs}, lues depuis {source}</translation>
    </message>
    <message>
      <source>{contours} Measured in {systems}.</source>
      <translation>{contours} Mesures faites en {systems}.</translation>
    </message>
    <message>
      <source>not applicable: in no class</source>
      <translation>sans objet : dans aucune classe</translation>
    </message>
    <message>
      <source>“{layer}” is used in place of “{role}”, placed by position.</source>
      <translation>« {layer} » est utilisée à la place de « {role} », située par sa position.</translation>
    </message>
    <message>
      <source>Inhabitants: municipal populations of {year} (Insee), geographic code of {code}.</source>
      <translation>Habitants : populations municipales {year} (Insee), code officiel géographique {code}.</translation>
    </message>
    <message>
      <source>Inhabitants counted in {zones} are those of {year}, but in {places} their year is not known.</source>
      <translation>Les habitants comptés pour {zones} sont ceux de {year}, mais pour {places} l’année n’est pas connue.</translation>
    </message>
    <message>
      <source>hidden: confidentiality (fewer than {least} features, or to protect such a zone)</source>
      <translation>masqué : confidentialité (moins de {least} entités, ou pour protéger une telle zone)</translation>
    </message>
    <message>
      <source>not applicable: divided by nothing</source>
      <translation>sans objet : division par zéro</translation>
    </message>
    <message>
      <source>not applicable: no inhabitants</source>
      <translation>sans objet : aucun habitant</translation>
    </message>
    <message>
      <source>not applicable: no feature with a value</source>
      <translation>sans objet : aucune entité n’a de valeur</translation>
    </message>
    <message>
      <source>no data</source>
      <translation>pas de donnée</translation>
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
      <source>“{indicator}” is not defined by {level}: choose among {levels}.</source>
      <translation>L’indicateur « {indicator} » n’est pas défini à l’échelon « {level} » : choisissez parmi {levels}.</translation>
    </message>
    <message>
      <source>“{indicator}” needs a layer for “{role}”: choose one of yours (LAYERS={role}=…).</source>
      <translation>L’indicateur « {indicator} » demande une couche pour le rôle « {role} » : choisissez une des vôtres (LAYERS={role}=…).</translation>
    </message>
    <message>
      <source>“{indicator}” cannot be hidden where it is made of few features: its kind does not count them.</source>
      <translation>« {indicator} » ne peut pas être masqué là où peu d’entités le composent : ce type d’indicateur ne les compte pas.</translation>
    </message>
    <message>
      <source>“{indicator}” asks for figures of {date}: none are kept here.</source>
      <translation>« {indicator} » demande des chiffres de {date} : aucun n’est gardé ici.</translation>
    </message>
    <message>
      <source>{layer}: {read} features read, {other} of another kind, {empty} without geometry, {mended} not valid and mended.</source>
      <translation>{layer} : {read} entités lues, {other} d’une autre nature, {empty} sans géométrie, {mended} non valides et réparées.</translation>
    </message>
    <message>
      <source>{count} features have no value of {value}: they are left out.</source>
      <translation>Entités sans valeur de {value}, écartées : {count}.</translation>
    </message>
    <message>
      <source>Contours of communes are generalised: what lies within {metres} m of a border is approximate.</source>
      <translation>Les contours de communes sont généralisés : à moins de {metres} m d’une limite, le résultat est approché.</translation>
    </message>
    <message>
      <source>“{layer}” holds no line: no length can be measured.</source>
      <translation>« {layer} » ne contient pas de ligne : aucune longueur ne peut être mesurée.</translation>
    </message>
    <message>
      <source>“{layer}” holds no area: nothing can be covered.</source>
      <translation>« {layer} » ne contient pas de surface : rien ne peut être couvert.</translation>
    </message>
    <message>
      <source>Figures of {period}.</source>
      <translation>Chiffres de {period}.</translation>
    </message>
    <message>
      <source>The aggregate “{aggregate}” needs “{name}”: write an expression there.</source>
      <translation>L’agrégat « {aggregate} » a besoin de « {name} » : écrivez-y une expression.</translation>
    </message>
    <message>
      <source>“{layer}” has no figure of {variables} for one and the same year.</source>
      <translation>« {layer} » n’a pas de chiffre de {variables} pour une seule et même année.</translation>
    </message>
    <message>
      <source>“{layer}” has no figure for {period}.</source>
      <translation>Aucun chiffre pour {period} dans « {layer} ».</translation>
    </message>
    <message>
      <source>{file} has the id “{id}”, as {other} has: change one of them.</source>
      <translation>{file} a l’identifiant « {id} », comme {other} : changez l’un des deux.</translation>
    </message>
    <message>
      <source>{file} is too large to be a definition.</source>
      <translation>{file} est trop gros pour être une définition.</translation>
    </message>
    <message>
      <source>{file} is no definition of yours: it stays.</source>
      <translation>{file} n’est pas une de vos définitions : ce fichier reste.</translation>
    </message>
    <message>
      <source>You already have an indicator of the id “{id}” ({file}).</source>
      <translation>Vous avez déjà un indicateur d’identifiant « {id} » ({file}).</translation>
    </message>
    <message>
      <source>“{id}” is an indicator of the library: give another id to yours.</source>
      <translation>« {id} » est un indicateur livré avec l’extension : donnez un autre identifiant au vôtre.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>Impossible de lire {file} : {why}.</translation>
    </message>
    <message>
      <source>{file} cannot be removed: {why}.</source>
      <translation>Impossible de supprimer {file} : {why}.</translation>
    </message>
    <message>
      <source>Inhabitants of the zones are estimated: those of each commune are shared out by area.</source>
      <translation>Les habitants des zones sont estimés : ceux de chaque commune sont répartis selon la superficie.</translation>
    </message>
    <message>
      <source>Contours of communes are generalised: {near} features lie within {metres} m of a border, where the commune is uncertain. Give precise contours (LAYERS=contours=…) to settle them.</source>
      <translation>Les contours des communes sont généralisés. Entités à moins de {metres} m d’une limite, dont la commune est incertaine : {near}. Pour lever le doute, fournissez des contours précis (LAYERS=contours=…).</translation>
    </message>
    <message>
      <source>{layer}: {read} rows read, {used} in the territory, {outside} outside, {unknown} of no known commune.</source>
      <translation>{layer} – lignes lues : {read} ; dans le territoire : {used} ; hors du territoire : {outside} ; sans commune connue : {unknown}.</translation>
    </message>
    <message>
      <source>{layer}: {read} features read, {used} in the zones, {outside} outside, {empty} without geometry.</source>
      <translation>{layer} – entités lues : {read} ; dans les zones : {used} ; hors des zones : {outside} ; sans géométrie : {empty}.</translation>
    </message>
    <message>
      <source>{layer}: {read} features read, {used} in the territory, {outside} outside, {empty} without geometry.</source>
      <translation>{layer} – entités lues : {read} ; dans le territoire : {used} ; hors du territoire : {outside} ; sans géométrie : {empty}.</translation>
    </message>
    <message>
      <source>about {count}</source>
      <translation>environ {count}</translation>
    </message>
    <message>
      <source>“{layer}” tells of whole communes: nothing can be said of zones that are not made of them.</source>
      <translation>« {layer} » renseigne sur des communes entières : rien ne peut être dit de zones qui n’en sont pas composées.</translation>
    </message>
    <message>
      <source>“{expression}” is an expression of QGIS, which is not here.</source>
      <translation>« {expression} » est une expression de QGIS, qui n’est pas là.</translation>
    </message>
    <message>
      <source>“{expression}” gives values that are no numbers: use to_real() or another field.</source>
      <translation>« {expression} » donne des valeurs qui ne sont pas des nombres : employez to_real() ou un autre champ.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be used here: a harmonised “{schema}” dataset of the catalogue is needed.</source>
      <translation>Impossible d’utiliser « {layer} » ici : il faut un jeu de données harmonisé du catalogue, de schéma « {schema} ».</translation>
    </message>
    <message>
      <source>“{indicator}” is known of whole communes only: give zones as a table of communes and their groups, or choose another level.</source>
      <translation>L’indicateur « {indicator} » n’est connu que pour des communes entières : donnez les zones par une table de communes et de leurs groupes, ou choisissez un autre échelon.</translation>
    </message>
    <message>
      <source>{layer}: {count} codes are of no commune, they are left out: {codes}.</source>
      <translation>{layer} – codes qui ne sont ceux d’aucune commune, laissés de côté : {count} ({codes}).</translation>
    </message>
    <message>
      <source>{layer}: {count} communes are in several groups and count in each: {names}.</source>
      <translation>{layer} : communes présentes dans plusieurs groupes, comptées dans chacun : {count} ({names}).</translation>
    </message>
    <message>
      <source>“{layer}” holds no polygon: zones are polygons, or a table of communes and their groups.</source>
      <translation>« {layer} » ne contient pas de polygone : les zones sont des polygones, ou une table de communes et de leurs groupes.</translation>
    </message>
    <message>
      <source>“{layer}” has several zones with the code “{code}”: give each its own.</source>
      <translation>« {layer} » a plusieurs zones de code « {code} » : donnez à chacune le sien.</translation>
    </message>
    <message>
      <source>“{layer}” names no commune: a table of zones needs a field of INSEE codes.</source>
      <translation>« {layer} » ne nomme aucune commune : il faut à une table de zones un champ de codes Insee.</translation>
    </message>
    <message>
      <source>No perimeter of “{layer}” touches {territory}.</source>
      <translation>Aucun périmètre de « {layer} » ne touche {territory}.</translation>
    </message>
  </context>
  <context>
    <name>inventory</name>
    <message>
      <source>it is no completion of an inventory</source>
      <translation>ce n’est pas le complément d’un inventaire</translation>
    </message>
    <message>
      <source>it needs a column identity, and one of {names}</source>
      <translation>il lui faut une colonne identity, et l’une de {names}</translation>
    </message>
    <message>
      <source>it says two things of {identity}; keep one</source>
      <translation>il dit deux choses de {identity} ; n’en gardez qu’une</translation>
    </message>
    <message>
      <source>{file} cannot complete the inventory: {reason}.</source>
      <translation>{file} ne peut pas compléter l’inventaire : {reason}.</translation>
    </message>
    <message>
      <source>it is too large</source>
      <translation>il est trop volumineux</translation>
    </message>
    <message>
      <source>Not read within {seconds} s: give more seconds to each file.</source>
      <translation>Pas lu en {seconds} s : donnez plus de secondes à chaque fichier.</translation>
    </message>
    <message>
      <source>There is no schema {schema} in this database, or it may not be seen: check its name.</source>
      <translation>Il n’y a pas de schéma {schema} dans cette base, ou il ne peut pas être vu : vérifiez son nom.</translation>
    </message>
    <message>
      <source>The schema {schema} cannot be read: {reason}.</source>
      <translation>Le schéma {schema} ne peut pas être lu : {reason}.</translation>
    </message>
    <message>
      <source>It has several columns of geometries: the first one is told.</source>
      <translation>Il a plusieurs colonnes de géométries : la première est décrite.</translation>
    </message>
    <message>
      <source>The database does not answer: try again, or check the connection.</source>
      <translation>La base de données ne répond pas : réessayez, ou vérifiez la connexion.</translation>
    </message>
    <message>
      <source>The server refuses the right to read it: ask its owner.</source>
      <translation>Le serveur refuse le droit de le lire : demandez à son propriétaire.</translation>
    </message>
    <message>
      <source>It cannot be read: {reason}.</source>
      <translation>Il ne peut pas être lu : {reason}.</translation>
    </message>
    <message>
      <source>DCAT-AP wants to know who publishes the catalogue: write the name of your organisation.</source>
      <translation>DCAT-AP veut savoir qui publie le catalogue : écrivez le nom de votre organisme.</translation>
    </message>
    <message>
      <source>Datasets held by {publisher}</source>
      <translation>Jeux de données détenus par {publisher}</translation>
    </message>
    <message>
      <source>Inventory made with Vigie territoriale.</source>
      <translation>Inventaire fait avec Vigie territoriale.</translation>
    </message>
    <message>
      <source>{place} of {count}: {name}</source>
      <translation>{place} sur {count} : {name}</translation>
    </message>
    <message>
      <source>It cannot be read: it is damaged, locked, or not what its name says.</source>
      <translation>Il ne peut pas être lu : il est endommagé, verrouillé, ou n’est pas ce que son nom annonce.</translation>
    </message>
    <message>
      <source>{width} × {height} pixels, {bands} bands.</source>
      <translation>{width} × {height} pixels, {bands} bandes.</translation>
    </message>
    <message>
      <source>The rest of the file was not read within {seconds} s: give more seconds to each file.</source>
      <translation>Le reste du fichier n’a pas été lu en {seconds} s : donnez plus de secondes à chaque fichier.</translation>
    </message>
    <message>
      <source>There is no file {file}: choose another one.</source>
      <translation>Il n’y a pas de fichier {file} : choisissez-en un autre.</translation>
    </message>
    <message>
      <source>Files of the kind {kind} are not read.</source>
      <translation>Les fichiers du type {kind} ne sont pas lus.</translation>
    </message>
    <message>
      <source>{count} files found</source>
      <translation>{count} fichiers trouvés</translation>
    </message>
    <message>
      <source>{count} folders could not be read: {names}.</source>
      <translation>{count} dossiers n’ont pas pu être lus : {names}.</translation>
    </message>
    <message>
      <source>{count} links lead out of the folder, or nowhere, and were not followed: {names}.</source>
      <translation>{count} liens mènent hors du dossier, ou nulle part, et n’ont pas été suivis : {names}.</translation>
    </message>
    <message>
      <source>{count} archives were not opened: unpack those that matter.</source>
      <translation>{count} archives n’ont pas été ouvertes : décompressez celles qui importent.</translation>
    </message>
    <message>
      <source>The walk stopped at {count} files: raise the limit, or walk smaller folders.</source>
      <translation>Le parcours s’est arrêté à {count} fichiers : relevez la limite, ou parcourez de plus petits dossiers.</translation>
    </message>
    <message>
      <source>{folder} cannot be read: {reason}.</source>
      <translation>{folder} ne peut pas être lu : {reason}.</translation>
    </message>
    <message>
      <source>{folder} is no folder that can be read: choose another one.</source>
      <translation>{folder} n’est pas un dossier lisible : choisissez-en un autre.</translation>
    </message>
    <message>
      <source>too deep</source>
      <translation>trop profond</translation>
    </message>
    <message>
      <source>{kind} (field {field}: {count} of {total} values looked at)</source>
      <translation>{kind} (champ {field} : {count} valeurs sur {total} examinées)</translation>
    </message>
    <message>
      <source>{kind} (field {field}: by its name only)</source>
      <translation>{kind} (champ {field} : par son nom seulement)</translation>
    </message>
    <message>
      <source>To be checked, perhaps personal</source>
      <translation>À vérifier, peut-être personnel</translation>
    </message>
    <message>
      <source>names of people</source>
      <translation>noms de personnes</translation>
    </message>
    <message>
      <source>e-mail addresses</source>
      <translation>adresses électroniques</translation>
    </message>
    <message>
      <source>phone numbers</source>
      <translation>numéros de téléphone</translation>
    </message>
    <message>
      <source>social security numbers</source>
      <translation>numéros de sécurité sociale</translation>
    </message>
    <message>
      <source>dates of birth</source>
      <translation>dates de naissance</translation>
    </message>
    <message>
      <source>bank accounts</source>
      <translation>comptes bancaires</translation>
    </message>
    <message>
      <source>table</source>
      <translation>table</translation>
    </message>
    <message>
      <source>fields</source>
      <translation>champs</translation>
    </message>
    <message>
      <source>{count} rows</source>
      <translation>{count} lignes</translation>
    </message>
    <message>
      <source>On a service: its rows were not read.</source>
      <translation>Sur un service : ses lignes n’ont pas été lues.</translation>
    </message>
    <message>
      <source>The layer is broken: its source is gone or refused.</source>
      <translation>La couche est cassée : sa source a disparu ou est refusée.</translation>
    </message>
    <message>
      <source>in the project ({provider})</source>
      <translation>dans le projet ({provider})</translation>
    </message>
    <message>
      <source>Only {count} rows were looked at.</source>
      <translation>Seules {count} lignes ont été examinées.</translation>
    </message>
    <message>
      <source>Turtle was not written: this QGIS lacks the Python library rdflib. The JSON-LD says the same; most tools read it.</source>
      <translation>Le Turtle n’a pas été écrit : il manque à ce QGIS la bibliothèque Python rdflib. Le JSON-LD dit la même chose ; la plupart des outils le lisent.</translation>
    </message>
    <message>
      <source>{file} is a dataset of the inventory: choose another file.</source>
      <translation>{file} est un jeu de données de l’inventaire : choisissez un autre fichier.</translation>
    </message>
  </context>
  <context>
    <name>isochrones</name>
    <message>
      <source>By road: {source}, BD TOPO, {licence}; {minutes} min, {profile}, without traffic. {asked} points asked for now, {kept} kept.</source>
      <translation>Par la route : {source}, BD TOPO, {licence} ; {minutes} min, {profile}, hors trafic. Points demandés cette fois : {asked} ; réponses déjà gardées : {kept}.</translation>
    </message>
    <message>
      <source>Straight line: {minutes} min at {speed} km/h, on roads {detour} times as long as the straight line, are a circle of {km} km. That is an approximation: neither relief, nor rivers, nor the speeds of roads are in it.</source>
      <translation>Ligne droite : {minutes} min à {speed} km/h, sur des routes {detour} fois aussi longues que la ligne droite, donnent un cercle de {km} km de rayon. C’est une approximation : ni le relief, ni les rivières, ni les vitesses des routes n’y sont pris en compte.</translation>
    </message>
    <message>
      <source>by car</source>
      <translation>en voiture</translation>
    </message>
    <message>
      <source>on foot</source>
      <translation>à pied</translation>
    </message>
    <message>
      <source>{count} points have no area, {skipped} of which were not asked for: {why}</source>
      <translation>Points sans zone de desserte : {count}, dont non demandés : {skipped}. {why}</translation>
    </message>
    <message>
      <source>The isochrones that were kept cannot be read or written ({why}): make room on the disk, close what else uses the file {file}, or remove it.</source>
      <translation>Les isochrones gardées ne peuvent pas être lues ou écrites ({why}) : faites de la place sur le disque, fermez ce qui se sert aussi du fichier {file}, ou supprimez ce fichier.</translation>
    </message>
    <message>
      <source>A straight line needs a speed above 0 km/h and a detour factor of 1 or more.</source>
      <translation>La ligne droite demande une vitesse supérieure à 0 km/h et un facteur de détour d’au moins 1.</translation>
    </message>
    <message>
      <source>{minutes} minutes are not computed: choose from 1 to {most}.</source>
      <translation>Une durée de {minutes} min n’est pas calculée : choisissez de 1 à {most} min.</translation>
    </message>
    <message>
      <source>Unknown profile “{profile}”: choose one of {known}.</source>
      <translation>Profil inconnu « {profile} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>The oldest of those kept is of {date}.</source>
      <translation>La plus ancienne des réponses gardées date du {date}.</translation>
    </message>
    <message>
      <source>{count} points have no position.</source>
      <translation>Points sans position : {count}.</translation>
    </message>
    <message>
      <source>{count} points would have to be asked for, {most} at most at once: choose a smaller territory or fewer services, or the straight line.</source>
      <translation>Points à demander : {count}, pour {most} au plus à la fois. Choisissez un territoire plus petit ou moins de services, ou la ligne droite.</translation>
    </message>
  </context>
  <context>
    <name>layers</name>
    <message>
      <source>{function}() is not allowed in an indicator: it looks at more than the layer</source>
      <translation>la fonction {function}() n’est pas permise dans un indicateur : elle regarde au-delà de la couche</translation>
    </message>
    <message>
      <source>{function}() is not allowed in an indicator: it answers otherwise each time</source>
      <translation>{function}() n’est pas permise dans un indicateur : elle répond autrement à chaque fois</translation>
    </message>
    <message>
      <source>there is no field {field}; there are {known}</source>
      <translation>le champ {field} n’existe pas ; il y a {known}</translation>
    </message>
    <message>
      <source>{function}() would measure in degrees here: write ${function}</source>
      <translation>{function}() mesurerait ici en degrés : écrivez ${function}</translation>
    </message>
    <message>
      <source>The expression “{expression}” is wrong: {why}.</source>
      <translation>L’expression « {expression} » est fausse : {why}.</translation>
    </message>
    <message>
      <source>{folder} is taken: choose a new or empty folder.</source>
      <translation>{folder} est occupé : choisissez un dossier nouveau ou vide.</translation>
    </message>
    <message>
      <source>The style of “{layer}” cannot be copied.</source>
      <translation>Le style de « {layer} » ne peut pas être copié.</translation>
    </message>
    <message>
      <source>a path leads outside ({path}): take that picture, or that file of a form, out of the style</source>
      <translation>un chemin mène au-dehors ({path}) : retirez du style cette image, ou ce fichier d’un formulaire</translation>
    </message>
    <message>
      <source>The package cannot be written into {folder}: {why}.</source>
      <translation>Le paquet ne peut pas être écrit dans {folder} : {why}.</translation>
    </message>
    <message>
      <source>A package needs a layer: name one at least.</source>
      <translation>Il faut une couche à un paquet : nommez-en au moins une.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be read: check where it lies, or the file.</source>
      <translation>« {layer} » ne peut pas être lue : vérifiez son emplacement, ou le fichier.</translation>
    </message>
    <message>
      <source>“{layer}” has no coordinate reference system: set it in the properties of the layer.</source>
      <translation>La couche « {layer} » n’a pas de système de coordonnées : définissez-le dans les propriétés de la couche.</translation>
    </message>
    <message>
      <source>“{layer}” has edits that are not saved: save or discard them first.</source>
      <translation>« {layer} » a des modifications non enregistrées : enregistrez-les ou abandonnez-les d’abord.</translation>
    </message>
    <message>
      <source>A layer is named twice: it is either to be edited or to be read.</source>
      <translation>Une couche est nommée deux fois : elle est soit à modifier, soit à lire.</translation>
    </message>
    <message>
      <source>“{layer}” was not copied whole: {read} features of {count}.</source>
      <translation>« {layer} » n’a pas été copiée en entier : {read} entités sur {count}.</translation>
    </message>
    <message>
      <source>“{layer}”: {fields} stay at the desk (joined, computed, lists or binary).</source>
      <translation>« {layer} » : {fields} restent au bureau (joints, calculés, listes ou binaires).</translation>
    </message>
    <message>
      <source>“{layer}” has no field {field}: name its key in KEYS.</source>
      <translation>« {layer} » n’a pas de champ {field} : nommez sa clé dans KEYS.</translation>
    </message>
    <message>
      <source>A feature of “{layer}” has no {field}: fill this key, or name another one in KEYS.</source>
      <translation>Une entité de « {layer} » n’a pas de {field} : remplissez cette clé, ou nommez-en une autre dans KEYS.</translation>
    </message>
    <message>
      <source>“{layer}”: the file {file} is not there; its name goes along, not the file.</source>
      <translation>« {layer} » : le fichier {file} n’est pas là ; son nom part, pas le fichier.</translation>
    </message>
    <message>
      <source>“{layer}”: {field} is a plain text in the field, as its list comes from a layer left at the desk.</source>
      <translation>« {layer} » : {field} est un simple texte sur le terrain, car sa liste vient d’une couche restée au bureau.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be copied into the package: check the disk.</source>
      <translation>« {layer} » ne peut pas être copiée dans le paquet : vérifiez le disque.</translation>
    </message>
    <message>
      <source>The package would take {size} MB, more than {most} MB: choose fewer layers, a smaller territory.</source>
      <translation>Le paquet prendrait {size} Mo, plus que {most} Mo : choisissez moins de couches, un territoire plus petit.</translation>
    </message>
    <message>
      <source>Checking</source>
      <translation>Vérification</translation>
    </message>
    <message>
      <source>The key {value} of “{layer}” is there twice: a key must be of one feature.</source>
      <translation>La clé {value} de « {layer} » est là deux fois : une clé doit être d’une seule entité.</translation>
    </message>
    <message>
      <source>“{layer}”: {count} features have no geometry and stay at the desk.</source>
      <translation>« {layer} » : {count} entités n’ont pas de géométrie et restent au bureau.</translation>
    </message>
    <message>
      <source>the project does not open</source>
      <translation>le projet ne s’ouvre pas</translation>
    </message>
    <message>
      <source>The project of the package cannot be written: check the disk.</source>
      <translation>Le projet du paquet ne peut pas être écrit : vérifiez le disque.</translation>
    </message>
    <message>
      <source>The package does not stand alone: {problems}.</source>
      <translation>Le paquet ne tient pas tout seul : {problems}.</translation>
    </message>
    <message>
      <source>Field: {territory}</source>
      <translation>Terrain : {territory}</translation>
    </message>
    <message>
      <source>“{layer}” does not open whole</source>
      <translation>« {layer} » ne s’ouvre pas en entier</translation>
    </message>
    <message>
      <source>“{layer}” is read from outside</source>
      <translation>« {layer} » est lue au-dehors</translation>
    </message>
    <message>
      <source>“{file}” holds no key of a package made here: it needs the field {field}, or say which PACKAGE it is.</source>
      <translation>« {file} » n’a aucune clé d’un paquet fait ici : il lui faut le champ {field}, ou bien dites de quel PACKAGE il s’agit.</translation>
    </message>
    <message>
      <source>The same return was brought back already, as {device}: nothing is done twice.</source>
      <translation>Le même retour a déjà été rapporté, comme {device} : rien n’est fait deux fois.</translation>
    </message>
    <message>
      <source>The clock of the tablet is wrong: {count} features were changed before it left, or after today.</source>
      <translation>L’horloge de la tablette est fausse : {count} entités ont été modifiées avant son départ, ou après aujourd’hui.</translation>
    </message>
    <message>
      <source>Say which layer of the package comes back: TABLE is one of {names}.</source>
      <translation>Dites quelle couche du paquet revient : TABLE est l’une de {names}.</translation>
    </message>
    <message>
      <source>The package also holds {names}: bring them back too, each into its own layer.</source>
      <translation>Le paquet contient aussi {names} : rapportez-les aussi, chacune dans sa couche.</translation>
    </message>
    <message>
      <source>The package has no field {field}: name the one of the last change in CLOCK_FIELD.</source>
      <translation>Le paquet n’a pas de champ {field} : nommez celui de la dernière modification dans CLOCK_FIELD.</translation>
    </message>
    <message>
      <source>“{layer}” is being edited: save or discard the edits first.</source>
      <translation>« {layer} » est en cours de modification : enregistrez ou abandonnez d’abord les modifications.</translation>
    </message>
    <message>
      <source>“{layer}” is in {crs}, the package in {other}: name a layer in the same system.</source>
      <translation>« {layer} » est en {crs}, le paquet en {other} : nommez une couche dans le même système.</translation>
    </message>
    <message>
      <source>{count} conflicts are not settled, such as {first}: give a RULE or DECISIONS. Nothing was written.</source>
      <translation>{count} conflits ne sont pas réglés, par exemple {first} : donnez une RULE ou des DECISIONS. Rien n’a été écrit.</translation>
    </message>
    <message>
      <source>{count} values or geometries are refused, such as {first}. Nothing was written.</source>
      <translation>{count} valeurs ou géométries sont refusées, par exemple {first}. Rien n’a été écrit.</translation>
    </message>
    <message>
      <source>A return into {target} was cut short: bring one back into that layer first.</source>
      <translation>Un retour dans {target} a été interrompu : rapportez-en d’abord un dans cette couche.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be written: check its rights, and those of its file.</source>
      <translation>« {layer} » ne peut pas être écrite : vérifiez ses droits, et ceux de son fichier.</translation>
    </message>
    <message>
      <source>“{layer}” is in a format that cannot be written whole or not at all: copy it into a GeoPackage, name that layer.</source>
      <translation>« {layer} » est dans un format qui ne peut pas être écrit en entier ou pas du tout : copiez-la dans un GeoPackage, nommez cette couche.</translation>
    </message>
    <message>
      <source>Return from the field</source>
      <translation>Retour du terrain</translation>
    </message>
    <message>
      <source>This backup is of another layer ({target}): name that one.</source>
      <translation>Cette sauvegarde est d’une autre couche ({target}) : nommez celle-là.</translation>
    </message>
    <message>
      <source>“{layer}” was edited in the field although it was only to be read: that is not taken.</source>
      <translation>« {layer} » a été modifiée sur le terrain alors qu’elle était seulement à lire : cela n’est pas repris.</translation>
    </message>
    <message>
      <source>“{layer}” has no field {fields}: what the field noted there does not come back.</source>
      <translation>« {layer} » n’a pas de champ {fields} : ce que le terrain y a noté ne revient pas.</translation>
    </message>
    <message>
      <source>“{layer}” has no key that lasts: {count} features were not found again, and count as deleted.</source>
      <translation>« {layer} » n’a pas de clé durable : {count} entités n’ont pas été retrouvées, et comptent comme supprimées.</translation>
    </message>
    <message>
      <source>“{file}” has no field {field}, which tells features apart: keep it.</source>
      <translation>« {file} » n’a pas de champ {field}, qui distingue les entités : gardez-le.</translation>
    </message>
    <message>
      <source>{count} returned features have no key of their own (copied or split): they count as added.</source>
      <translation>{count} entités revenues n’ont pas de clé à elles (copiées ou scindées) : elles comptent comme ajoutées.</translation>
    </message>
    <message>
      <source>{count} files that features name are not in the package, such as {file}: copy it whole.</source>
      <translation>{count} fichiers nommés par des entités ne sont pas dans le paquet, par exemple {file} : copiez-le en entier.</translation>
    </message>
    <message>
      <source>“{file}” comes back empty: nothing is taken of it, for that is a copy cut short.</source>
      <translation>« {file} » revient vide : rien n’en est repris, car c’est une copie interrompue.</translation>
    </message>
    <message>
      <source>“{file}” holds no readable table {table}: it is damaged, or of another package.</source>
      <translation>« {file} » n’a pas de table {table} lisible : il est endommagé, ou d’un autre paquet.</translation>
    </message>
    <message>
      <source>{key}: the office has a feature that is all the same.</source>
      <translation>{key} : le bureau a une entité toute pareille.</translation>
    </message>
    <message>
      <source>the layer holds no such geometry</source>
      <translation>la couche ne contient pas de telle géométrie</translation>
    </message>
    <message>
      <source>the geometry crosses itself</source>
      <translation>la géométrie se croise elle-même</translation>
    </message>
    <message>
      <source>“{layer}” could not be written, and is as it was: another program may hold it, the disk be full, or its file gone.</source>
      <translation>« {layer} » n’a pas pu être écrite, et reste telle quelle : un autre programme la tient peut-être, le disque est plein, ou son fichier a disparu.</translation>
    </message>
    <message>
      <source>No backup of “{layer}” could be made in {folder}: nothing was written. Check the disk.</source>
      <translation>Aucune sauvegarde de « {layer} » n’a pu être faite dans {folder} : rien n’a été écrit. Vérifiez le disque.</translation>
    </message>
    <message>
      <source>Restore what was before a return</source>
      <translation>Rétablir ce qui était avant un retour</translation>
    </message>
    <message>
      <source>“{file}” is no backup of a return: give the GeoPackage that the return told of.</source>
      <translation>« {file} » n’est pas la sauvegarde d’un retour : donnez le GeoPackage que le retour a indiqué.</translation>
    </message>
    <message>
      <source>The key {value} is there twice in “{layer}”: mend that first.</source>
      <translation>La clé {value} est deux fois dans « {layer} » : corrigez cela d’abord.</translation>
    </message>
    <message>
      <source>The attachments cannot be copied to {folder}: {why}. The layer is as it was.</source>
      <translation>Les pièces jointes ne peuvent pas être copiées dans {folder} : {why}. La couche reste telle quelle.</translation>
    </message>
    <message>
      <source>the geometry is gone</source>
      <translation>la géométrie a disparu</translation>
    </message>
    <message>
      <source>“{layer}” is not there: check where it lies.</source>
      <translation>« {layer} » n’est pas là : vérifiez où elle se trouve.</translation>
    </message>
    <message>
      <source>“{layer}” has a filter, which hides features: remove it first.</source>
      <translation>« {layer} » a un filtre, qui cache des entités : retirez-le d’abord.</translation>
    </message>
    <message>
      <source>“{layer}” has none of the fields of the package: name the layer it came from.</source>
      <translation>« {layer} » n’a aucun des champs du paquet : nommez la couche dont il vient.</translation>
    </message>
    <message>
      <source>“{layer}” holds no such geometry; nothing was written.</source>
      <translation>« {layer} » ne contient pas de telle géométrie ; rien n’a été écrit.</translation>
    </message>
    <message>
      <source>“{file}” has none of the fields of the package.</source>
      <translation>« {file} » n’a aucun des champs du paquet.</translation>
    </message>
    <message>
      <source>{value} does not go into {field}</source>
      <translation>{value} n’entre pas dans {field}</translation>
    </message>
    <message>
      <source>“{layer}” does not give all of its features: check where it lies, or the connection.</source>
      <translation>« {layer} » ne donne pas toutes ses entités : vérifiez où elle se trouve, ou la connexion.</translation>
    </message>
    <message>
      <source>The figure of an indicator for a zone, from the result of the project that was computed last; NULL when there is none. Write it inside eval, so that the expression gives NULL where the plugin is not installed: without eval, it is refused.</source>
      <translation>Le chiffre d’un indicateur pour une zone, tiré du résultat du projet calculé en dernier ; NULL quand il n’y en a pas. Écrivez l’appel dans eval, pour que l’expression donne NULL là où l’extension n’est pas installée : sans eval, elle est refusée.</translation>
    </message>
    <message>
      <source>The territory of the project, as a map with its key, name and codes; NULL when none was chosen. Without the plugin, the variables @vigie_territory_name and @vigie_territory_code tell the same.</source>
      <translation>Le territoire du projet, en tableau associatif avec sa clé, son nom et ses codes ; NULL quand aucun n’a été choisi. Sans l’extension, les variables @vigie_territory_name et @vigie_territory_code donnent la même chose.</translation>
    </message>
    <message>
      <source>Layer without a title</source>
      <translation>Couche sans titre</translation>
    </message>
    <message>
      <source>points</source>
      <translation>points</translation>
    </message>
    <message>
      <source>lines</source>
      <translation>lignes</translation>
    </message>
    <message>
      <source>areas</source>
      <translation>surfaces</translation>
    </message>
    <message>
      <source>{count} rows have no position, or mix points, lines and areas: they are in a table, and are not drawn.</source>
      <translation>Lignes sans position, ou qui mêlent points, lignes et surfaces : {count} (présentes dans une table, absentes de la carte).</translation>
    </message>
    <message>
      <source>{count} rows have no position: they are in the table, and are not drawn.</source>
      <translation>Lignes sans position : {count} (présentes dans la table, absentes de la carte).</translation>
    </message>
    <message>
      <source>{title} (partial: {read} of {announced})</source>
      <translation>{title} (partielle : {read} sur {announced})</translation>
    </message>
    <message>
      <source>{title} (partial)</source>
      <translation>{title} (partielle)</translation>
    </message>
    <message>
      <source>{title} – not drawn</source>
      <translation>{title} – hors carte</translation>
    </message>
    <message>
      <source>“{layer}” cannot be opened: {source}.</source>
      <translation>Impossible d’ouvrir la couche « {layer} » : {source}.</translation>
    </message>
    <message>
      <source>Fetched on {when} by Vigie territoriale from {address}.</source>
      <translation>Obtenu le {when} par Vigie territoriale, depuis {address}.</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>{title} ({date}, version {version})</source>
      <translation>{title} ({date}, version {version})</translation>
    </message>
    <message>
      <source>{kept} rows kept of {read} read; data of {date}; source: {source}</source>
      <translation>Lignes lues : {read}, retenues : {kept} ; date des données : {date} ; source : {source}</translation>
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
      <translation>« {layer} » est en cours d’édition : enregistrez ou quittez d’abord ses modifications.</translation>
    </message>
    <message>
      <source>The database of “{table}” does not answer: check that it runs and that you may read it.</source>
      <translation>La base de données de « {table} » ne répond pas : vérifiez qu’elle fonctionne et que vous avez le droit de la lire.</translation>
    </message>
    <message>
      <source>“{layer}” has neither geometry nor a field of INSEE codes: nothing can be placed. Name such a field “code_insee”, or load a text file by its positions: delimitedtext://file:///data/benches.csv?xField=lon&amp;yField=lat&amp;crs=EPSG:4326.</source>
      <translation>« {layer} » n’a ni géométrie ni champ de codes Insee : rien ne peut être situé. Nommez un tel champ « code_insee », ou chargez un fichier texte par ses positions : delimitedtext://file:///data/benches.csv?xField=lon&amp;yField=lat&amp;crs=EPSG:4326.</translation>
    </message>
    <message>
      <source>“{layer}” is partial, figures would be wrong: {why} Load it whole, or say that you accept it so.</source>
      <translation>« {layer} » est partielle, les chiffres seraient faux : {why} Chargez-la entière, ou indiquez que vous l’acceptez ainsi.</translation>
    </message>
    <message>
      <source>“{layer}” announces {announced} features, but {read} could be read: figures would be wrong. Check the layer.</source>
      <translation>Couche « {layer} » – entités annoncées : {announced} ; entités lues : {read}. Les chiffres seraient faux : vérifiez la couche.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be read.</source>
      <translation>Impossible de lire la couche « {layer} ».</translation>
    </message>
    <message>
      <source>No layer is active: choose one in the Layers panel, then select features of it.</source>
      <translation>Aucune couche n’est active : choisissez-en une dans le panneau Couches, puis sélectionnez-y des entités.</translation>
    </message>
    <message>
      <source>“{layer}” has no features on the map: choose a vector layer in the Layers panel.</source>
      <translation>« {layer} » n’a pas d’entités sur la carte : choisissez une couche vecteur dans le panneau Couches.</translation>
    </message>
    <message>
      <source>Nothing is selected in “{layer}”: select the features that cover the territory.</source>
      <translation>Rien n’est sélectionné dans « {layer} » : sélectionnez les entités qui couvrent le territoire.</translation>
    </message>
    <message>
      <source>“{kind}” is not a service that QGIS opens.</source>
      <translation>« {kind} » n’est pas un service que QGIS ouvre.</translation>
    </message>
    <message>
      <source>“{address}” is not an address of the web (http or https): this layer cannot be opened.</source>
      <translation>« {address} » n’est pas une adresse web (http ou https) : cette couche ne peut pas être ouverte.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be opened: its service may be down, or may not have it any more. Try again later.</source>
      <translation>« {layer} » ne peut pas être ouverte : son service est peut-être en panne, ou ne l’a plus. Réessayez plus tard.</translation>
    </message>
    <message>
      <source>The style of “{layer}” cannot be read.</source>
      <translation>Le style de « {layer} » ne peut pas être lu.</translation>
    </message>
    <message>
      <source>“{address}” is no address of tiles: it needs {{x}}, {{y}} and {{z}}.</source>
      <translation>« {address} » n’est pas une adresse de tuiles : il y manque {{x}}, {{y}} et {{z}}.</translation>
    </message>
    <message>
      <source>“{address}” carries parameters of its own, which QGIS does not send to Esri services: write them in an authentication configuration of QGIS.</source>
      <translation>« {address} » porte des paramètres à elle, que QGIS n’envoie pas aux services Esri : écrivez-les dans une configuration d’authentification de QGIS.</translation>
    </message>
    <message>
      <source>“{layer}” needs a connection of QGIS to PostgreSQL named “{name}”: make it, under this very name.</source>
      <translation>« {layer} » demande une connexion de QGIS à PostgreSQL nommée « {name} » : créez-la, sous ce nom exactement.</translation>
    </message>
    <message>
      <source>“{layer}” needs the authentication configuration “{name}”: make it in QGIS’s options, under this very name.</source>
      <translation>« {layer} » demande la configuration d’authentification « {name} » : créez-la dans les options de QGIS, sous ce nom exactement.</translation>
    </message>
    <message>
      <source>“{layer}” is not opened: {file} is not a file of the kind that its name says.</source>
      <translation>« {layer} » n’est pas ouverte : {file} n’est pas un fichier du type que son nom annonce.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be opened: {why}.</source>
      <translation>« {layer} » ne peut pas être ouverte : {why}.</translation>
    </message>
    <message>
      <source>“{layer}” cannot be opened: {file} – {why}.</source>
      <translation>« {layer} » ne peut pas être ouverte : {file} – {why}.</translation>
    </message>
    <message>
      <source>the connection “{name}” does not give it; ask who publishes it for the right to read</source>
      <translation>la connexion « {name} » ne la donne pas ; demandez le droit de lecture à qui la publie</translation>
    </message>
    <message>
      <source>The style “{style}” cannot be read.</source>
      <translation>Le style « {style} » ne peut pas être lu.</translation>
    </message>
    <message>
      <source>The style of “{layer}” is not for such a layer: {why}</source>
      <translation>Le style de « {layer} » n’est pas fait pour une telle couche : {why}</translation>
    </message>
    <message>
      <source>A user name or a password was left out.</source>
      <translation>Un nom d’utilisateur ou un mot de passe a été laissé de côté.</translation>
    </message>
    <message>
      <source>Layers of the provider “{provider}” are not shared: save it where members read it.</source>
      <translation>Les couches du fournisseur « {provider} » ne se partagent pas : enregistrez-la là où les membres lisent.</translation>
    </message>
    <message>
      <source>It is a query, or has a filter: make a view of the database, and share that.</source>
      <translation>C’est une requête, ou elle a un filtre : créez une vue dans la base, et partagez-la.</translation>
    </message>
    <message>
      <source>No connection of QGIS leads to its database: make one, under the name that members give to theirs.</source>
      <translation>Aucune connexion de QGIS ne mène à sa base : créez-en une, sous le nom que les membres donnent à la leur.</translation>
    </message>
    <message>
      <source>The rights on its table could not be read through “{connection}”: {why}</source>
      <translation>Les droits sur sa table n’ont pas pu être lus par « {connection} » : {why}</translation>
    </message>
    <message>
      <source>Nobody but its owner may read its table: grant SELECT to the role of the members.</source>
      <translation>Seul son propriétaire peut lire sa table : accordez SELECT au rôle des membres.</translation>
    </message>
    <message>
      <source>Nobody but its owner may read its file.</source>
      <translation>Seul son propriétaire peut lire son fichier.</translation>
    </message>
    <message>
      <source>Its address holds a password or a key: use an authentication configuration.</source>
      <translation>Son adresse contient un mot de passe ou une clé : utilisez une configuration d’authentification.</translation>
    </message>
    <message>
      <source>Its source holds a password: use an authentication configuration.</source>
      <translation>Sa source contient un mot de passe : utilisez une configuration d’authentification.</translation>
    </message>
    <message>
      <source>It is no plain file: save it where members read it.</source>
      <translation>Ce n’est pas un simple fichier : enregistrez-la là où les membres lisent.</translation>
    </message>
    <message>
      <source>It has a filter: save what it shows as a file of its own.</source>
      <translation>Elle a un filtre : enregistrez ce qu’elle montre dans un fichier à part.</translation>
    </message>
    <message>
      <source>Its file is not there.</source>
      <translation>Son fichier n’est pas là.</translation>
    </message>
    <message>
      <source>Its authentication configuration has no name here: make it again.</source>
      <translation>Sa configuration d’authentification n’a pas de nom ici : recréez-la.</translation>
    </message>
    <message>
      <source>Its address is not one of the web.</source>
      <translation>Son adresse n’est pas une adresse du Web.</translation>
    </message>
    <message>
      <source>It has a filter, which a catalogue does not carry: take it away.</source>
      <translation>Elle a un filtre, qu’un catalogue ne transporte pas : retirez-le.</translation>
    </message>
    <message>
      <source>Added</source>
      <translation>Ajouté</translation>
    </message>
    <message>
      <source>Removed</source>
      <translation>Retiré</translation>
    </message>
    <message>
      <source>Moved</source>
      <translation>Déplacé</translation>
    </message>
    <message>
      <source>Changed</source>
      <translation>Modifié</translation>
    </message>
    <message>
      <source>Moved and changed</source>
      <translation>Déplacé et modifié</translation>
    </message>
    <message>
      <source>Territorial observation: choose a territory in the panel, then add layers.</source>
      <translation>Observation territoriale : choisissez un territoire dans le panneau, puis ajoutez des couches.</translation>
    </message>
    <message>
      <source>My layers</source>
      <translation>Mes couches</translation>
    </message>
    <message>
      <source>Base maps</source>
      <translation>Fonds de carte</translation>
    </message>
    <message>
      <source>Vigie: map, A4</source>
      <translation>Vigie : carte A4</translation>
    </message>
    <message>
      <source>Map of {date}</source>
      <translation>Carte du {date}</translation>
    </message>
    <message>
      <source>“{file}” is already in {folder}: it was left as it is. Rename or delete it to have a new one.</source>
      <translation>« {file} » est déjà dans {folder} : ce fichier a été laissé tel quel. Renommez-le ou supprimez-le pour en avoir un nouveau.</translation>
    </message>
    <message>
      <source>The template cannot be written into {folder}: {why}.</source>
      <translation>Impossible d’écrire le modèle dans {folder} : {why}.</translation>
    </message>
  </context>
  <context>
    <name>loading</name>
    <message>
      <source>Only “{main}” was loaded; the file also holds {others}.</source>
      <translation>Seule la couche « {main} » a été chargée ; le fichier contient aussi {others}.</translation>
    </message>
    <message>
      <source>“{title}” is drawn by its server, and cannot be copied: add it live.</source>
      <translation>« {title} » est dessiné par son serveur et ne peut pas être copié : ajoutez-le en direct.</translation>
    </message>
    <message>
      <source>{address} has {count} layers: name one as the option layer, for instance {example}.</source>
      <translation>{address} a {count} couches : nommez-en une par l’option layer, par exemple {example}.</translation>
    </message>
    <message>
      <source>The server draws it: there are no rows to count.</source>
      <translation>Le serveur dessine la carte : il n’y a pas de lignes à compter.</translation>
    </message>
    <message>
      <source>{announced} rows were announced, and only {read} came: the others are missing.</source>
      <translation>Lignes annoncées : {announced} ; lignes reçues : {read}. Les autres manquent.</translation>
    </message>
    <message>
      <source>{address} has no layer.</source>
      <translation>{address} n’a pas de couche.</translation>
    </message>
    <message>
      <source>{address} has several layers: name one as the option layer, among {names}.</source>
      <translation>{address} a plusieurs couches : nommez-en une par l’option layer, parmi {names}.</translation>
    </message>
    <message>
      <source>The whole file was downloaded instead.</source>
      <translation>Le fichier entier a été téléchargé à la place.</translation>
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
      <source>The copy that was downloaded on {date} is used.</source>
      <translation>La copie téléchargée le {date} est utilisée.</translation>
    </message>
    <message>
      <source>The download could not be kept in {folder}: {why}.</source>
      <translation>Impossible d’enregistrer le téléchargement dans {folder} : {why}.</translation>
    </message>
    <message>
      <source>The proxy does not let this through: check its address, name and password in QGIS's options (Network).</source>
      <translation>Le proxy ne laisse pas passer : vérifiez son adresse, le nom et le mot de passe dans les options de QGIS (Réseau).</translation>
    </message>
    <message>
      <source>The certificate of {host} is not trusted: add it in QGIS's options (Authentication) if you trust it.</source>
      <translation>Le certificat de {host} n’est pas reconnu : ajoutez-le dans les options de QGIS (Authentification) si vous lui faites confiance.</translation>
    </message>
    <message>
      <source>{host} no longer has this at that address.</source>
      <translation>{host} n’a plus rien à cette adresse.</translation>
    </message>
    <message>
      <source>{host} is out of order (answer {status}): try again later.</source>
      <translation>{host} est en panne (réponse {status}) : réessayez plus tard.</translation>
    </message>
    <message>
      <source>{host} is too slow: no whole answer in time. Try again later.</source>
      <translation>{host} est trop lent : pas de réponse entière à temps. Réessayez plus tard.</translation>
    </message>
    <message>
      <source>{host} sends more than {size} MB: refused.</source>
      <translation>{host} envoie plus de {size} Mo : refusé.</translation>
    </message>
    <message>
      <source>{host} sent a web page, or something else, in place of data: the address may have changed, or the network asks for a password.</source>
      <translation>{host} a envoyé une page web, ou autre chose, à la place de données : l’adresse a pu changer, ou le réseau demande un mot de passe.</translation>
    </message>
    <message>
      <source>{host} cannot be reached: check the network and QGIS's proxy settings.</source>
      <translation>{host} est injoignable : vérifiez le réseau et le proxy dans les options de QGIS.</translation>
    </message>
    <message>
      <source>{host} asks for a right of access (answer {status}): choose credentials for this source.</source>
      <translation>{host} demande un droit d’accès (réponse {status}) : choisissez un identifiant pour cette source.</translation>
    </message>
    <message>
      <source>{host} refuses this request (answer {status}).</source>
      <translation>{host} refuse cette requête (réponse {status}).</translation>
    </message>
    <message>
      <source>{host} receives too many requests: try again in {seconds} s.</source>
      <translation>{host} reçoit trop de requêtes : réessayez dans {seconds} s.</translation>
    </message>
    <message>
      <source>{host} receives too many requests, or is being maintained: try again later.</source>
      <translation>{host} reçoit trop de requêtes, ou est en maintenance : réessayez plus tard.</translation>
    </message>
  </context>
  <context>
    <name>observatory</name>
    <message>
      <source>Drawn with the contour from before their division: {names}.</source>
      <translation>Dessinées avec leur contour d’avant leur division : {names}.</translation>
    </message>
    <message>
      <source>“{title}” does not cover {territory}: this copy is limited to {coverage}.</source>
      <translation>« {title} » ne couvre pas {territory} : cette copie est limitée à {coverage}.</translation>
    </message>
    <message>
      <source>Competences and syndicates: not known. {why}</source>
      <translation>Compétences et syndicats : inconnus. {why}</translation>
    </message>
    <message>
      <source>No live address is known yet: the embedded copy of {date} was used.</source>
      <translation>Aucune adresse en ligne n’est encore connue : la copie embarquée du {date} a servi.</translation>
    </message>
    <message>
      <source>There is no embedded copy: the live source was used ({date}).</source>
      <translation>Il n’y a pas de copie embarquée : la source en ligne a servi ({date}).</translation>
    </message>
    <message>
      <source>“{written}” is not understood: write source:id, the source being one of {known}.</source>
      <translation>« {written} » n’est pas compris : écrivez source:identifiant, la source étant l’une de {known}.</translation>
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
      <source>This recipe does not say where its file is found: give the file to vigie:recipe.</source>
      <translation>Cette recette ne dit pas où trouver son fichier : donnez le fichier à vigie:recipe.</translation>
    </message>
    <message>
      <source>Use the live source.</source>
      <translation>Utilisez la source en ligne.</translation>
    </message>
    <message>
      <source>“{title}” has no resource of the kind {kind}: it has {kinds}.</source>
      <translation>« {title} » n’a pas de ressource de nature {kind} : il a {kinds}.</translation>
    </message>
    <message>
      <source>BANATIC tells those of EPCI.</source>
      <translation>BANATIC donne ceux des EPCI.</translation>
    </message>
    <message>
      <source>BANATIC was not asked.</source>
      <translation>BANATIC n’a pas été interrogé.</translation>
    </message>
    <message>
      <source>“{layer}” holds no contours of communes: it needs a field of INSEE codes.</source>
      <translation>La couche « {layer} » ne donne pas de contours de communes : il lui faut un champ de codes Insee.</translation>
    </message>
  </context>
  <context>
    <name>outside</name>
    <message>
      <source>it holds spaces, backslashes or control characters</source>
      <translation>elle contient des espaces, des barres obliques inverses ou des caractères de contrôle</translation>
    </message>
    <message>
      <source>a recipe from outside may only use https</source>
      <translation>une recette venue d’ailleurs ne peut utiliser que https</translation>
    </message>
    <message>
      <source>it holds a user name or a password</source>
      <translation>elle contient un nom d’utilisateur ou un mot de passe</translation>
    </message>
    <message>
      <source>only its path may depend on the département</source>
      <translation>seul son chemin peut dépendre du département</translation>
    </message>
    <message>
      <source>a recipe from outside may only use public machines, named in full</source>
      <translation>une recette venue d’ailleurs ne peut utiliser que des machines publiques, au nom complet</translation>
    </message>
    <message>
      <source>it is no address</source>
      <translation>ce n’est pas une adresse</translation>
    </message>
    <message>
      <source>port {port} is not one of the web</source>
      <translation>le port {port} n’est pas de ceux du web</translation>
    </message>
    <message>
      <source>The address “{address}” is not used: {why}.</source>
      <translation>L’adresse « {address} » n’est pas utilisée : {why}.</translation>
    </message>
    <message>
      <source>This recipe gives more than {count} rows: one that comes from outside may not.</source>
      <translation>Cette recette donne plus de {count} lignes, ce qui n’est pas permis à une recette venue d’ailleurs.</translation>
    </message>
    <message>
      <source>This recipe gives more than {size} MB: one that comes from outside may not.</source>
      <translation>Cette recette donne plus de {size} Mo, ce qui n’est pas permis à une recette venue d’ailleurs.</translation>
    </message>
  </context>
  <context>
    <name>patterns</name>
    <message>
      <source>some texts would take too long to compare; use one * or + at most, and none within another</source>
      <translation>certains textes seraient trop longs à comparer ; utilisez un seul * ou + au plus, et aucun dans un autre</translation>
    </message>
    <message>
      <source>the pattern “{pattern}” is not taken: {why}</source>
      <translation>le motif « {pattern} » n’est pas accepté : {why}</translation>
    </message>
    <message>
      <source>it is longer than {count} characters</source>
      <translation>il dépasse {count} caractères</translation>
    </message>
    <message>
      <source>character {place} is not understood; it may hold letters, classes such as [0-9] or \d, groups, | and * + ? {{2,4}}</source>
      <translation>le caractère {place} n’est pas compris ; sont permis les lettres, les classes comme [0-9] ou \d, les groupes, | et * + ? {{2,4}}</translation>
    </message>
  </context>
  <context>
    <name>placing</name>
    <message>
      <source>{count} rows have no position.</source>
      <translation>Lignes sans position : {count}.</translation>
    </message>
    <message>
      <source>{count} rows lie at (0, 0), which is no position: they have none.</source>
      <translation>Lignes situées en (0, 0), ce qui n’est pas une position : {count}. Elles n’en ont donc pas.</translation>
    </message>
    <message>
      <source>{count} rows have a geometry of another kind than the first ones: it is left out.</source>
      <translation>Lignes dont la géométrie n’est pas de la même sorte que les premières : {count}. Elle est laissée de côté.</translation>
    </message>
    <message>
      <source>{count} rows were in another coordinate system: they were brought to {crs}.</source>
      <translation>Lignes dans un autre système de coordonnées : {count}. Elles ont été ramenées en {crs}.</translation>
    </message>
    <message>
      <source>{count} rows lie out of France.</source>
      <translation>Lignes situées hors de France : {count}.</translation>
    </message>
    <message>
      <source>{count} rows lie more than a kilometre away from the commune that their code names.</source>
      <translation>Lignes à plus d’un kilomètre de la commune que leur code désigne : {count}.</translation>
    </message>
    <message>
      <source>{count} rows have no code that is known: they have no contour.</source>
      <translation>Lignes sans code connu : {count}. Elles n’ont pas de contour.</translation>
    </message>
    <message>
      <source>{count} rows name a territory that has no contour.</source>
      <translation>Lignes dont le territoire n’a pas de contour : {count}.</translation>
    </message>
    <message>
      <source>No column holds codes of communes, EPCI, départements or régions, the territories whose contours are known: name it in the options.</source>
      <translation>Aucune colonne ne contient de codes de communes, d’EPCI, de départements ou de régions, les territoires dont les contours sont connus : indiquez-la dans les options.</translation>
    </message>
    <message>
      <source>Rows have addresses but no coordinates: geocode them to place them on the map.</source>
      <translation>Les lignes ont des adresses mais pas de coordonnées : géocodez-les pour les placer sur la carte.</translation>
    </message>
    <message>
      <source>No coordinates can be read: name the columns x and y, and their coordinate system, in the options.</source>
      <translation>Aucune coordonnée n’a pu être lue : indiquez dans les options les colonnes x et y, et leur système de coordonnées.</translation>
    </message>
    <message>
      <source>No column holds geometries (WKT, GeoJSON, or “latitude, longitude”): name it in the options, with its coordinate system.</source>
      <translation>Aucune colonne ne contient de géométries (WKT, GeoJSON ou « latitude, longitude ») : indiquez-la dans les options, avec son système de coordonnées.</translation>
    </message>
    <message>
      <source>Columns of coordinates are in a coordinate system that was not recognised: choose it in the options.</source>
      <translation>Des colonnes de coordonnées sont dans un système qui n’a pas été reconnu : choisissez-le dans les options.</translation>
    </message>
    <message>
      <source>Rows are known by {kind}, whose contours do not come with this software: join them to a layer of yours.</source>
      <translation>Les lignes sont repérées par {kind}, dont les contours ne sont pas livrés avec l’extension : joignez-les à une couche à vous.</translation>
    </message>
    <message>
      <source>Only one column of coordinates is named: name both, x and y.</source>
      <translation>Une seule colonne de coordonnées est indiquée : indiquez les deux, x et y.</translation>
    </message>
    <message>
      <source>Option “place” is one of none, xy, text, code: “{place}” is not understood.</source>
      <translation>L’option « place » vaut none, xy, text ou code : « {place} » n’est pas compris.</translation>
    </message>
    <message>
      <source>Column “{column}” holds degrees, minutes and seconds, which are not read: convert them to decimal degrees.</source>
      <translation>La colonne « {column} » contient des degrés, minutes et secondes, qui ne sont pas lus : convertissez-les en degrés décimaux.</translation>
    </message>
    <message>
      <source>Column “{column}” has codes of territories, but this does not look like one row a territory: to give each row a contour, choose to place it by code in the options.</source>
      <translation>La colonne « {column} » a des codes de territoires, mais la table ne semble pas avoir une ligne par territoire : pour donner un contour à chaque ligne, choisissez dans les options de la placer par code.</translation>
    </message>
    <message>
      <source>The coordinate system of each row is the one that column “{column}” names.</source>
      <translation>Le système de coordonnées de chaque ligne est celui que nomme la colonne « {column} ».</translation>
    </message>
    <message>
      <source>Each row is taken to be in the legal coordinate system of its territory: {systems}.</source>
      <translation>Chaque ligne est supposée être dans le système de coordonnées légal de son territoire : {systems}.</translation>
    </message>
    <message>
      <source>Columns “{x}” and “{y}” hold each other's coordinates: they were swapped.</source>
      <translation>Les colonnes « {x} » et « {y} » contiennent chacune les coordonnées de l’autre : elles ont été échangées.</translation>
    </message>
    <message>
      <source>Coordinates are taken to be in {crs}, guessed from their values.</source>
      <translation>Les coordonnées sont supposées être en {crs}, d’après leurs valeurs.</translation>
    </message>
    <message>
      <source>Geometries of column “{column}” have latitudes first: they were swapped.</source>
      <translation>Les géométries de la colonne « {column} » commencent par la latitude : les coordonnées ont été échangées.</translation>
    </message>
  </context>
  <context>
    <name>processing</name>
    <message>
      <source>Access to services</source>
      <translation>Accès aux services</translation>
    </message>
    <message>
      <source>Tells from where services are reached within so many minutes, and what share of the population lives there. Services are an entry of the catalogue or a layer of yours; those around the territory count too.

METHOD=straight needs no network: a circle, at {car} km/h by car or {pedestrian} on foot, on roads {detour} times as long as the straight line. That is an approximation. METHOD=network asks the Géoplateforme (IGN) for each service, five times a second at most; answers are kept, and not asked for again. Its address comes from documentation.

Inhabitants are counted at one point of their commune, or at the points of a layer of yours. The table has the territory, its EPCI and communes: for a commune the distance to the nearest service (on the ellipsoid) and the smallest threshold within which half of its people are. Both outputs say method, sources and date in each row. When areas are missing, shares would be too low: this is refused, unless accepted.</source>
      <translation>Dit d’où l’on atteint des services en tant de minutes, et quelle part de la population y habite. Les services sont une entrée du catalogue ou une de vos couches ; ceux des alentours du territoire comptent aussi.

METHOD=straight se passe de réseau : un cercle, à {car} km/h en voiture ou {pedestrian} à pied, sur des routes {detour} fois plus longues que la ligne droite. C’est une approximation. METHOD=network interroge la Géoplateforme (IGN) pour chaque service, cinq fois par seconde au plus ; les réponses sont conservées et ne sont pas redemandées. Son adresse vient de la documentation.

Les habitants sont comptés en un point de leur commune, ou aux points d’une de vos couches. La table contient le territoire, ses EPCI et ses communes : pour une commune, la distance au service le plus proche (sur l’ellipsoïde) et le plus petit seuil dans lequel se trouve la moitié de ses habitants. Chaque ligne des deux sorties dit la méthode, les sources et la date. Quand des zones de desserte manquent, les parts seraient trop basses : c’est refusé, sauf si vous l’acceptez.</translation>
    </message>
    <message>
      <source>Services of the catalogue</source>
      <translation>Services du catalogue</translation>
    </message>
    <message>
      <source>The id of an entry, for instance france-services. Or leave it empty and give SERVICES.</source>
      <translation>L’identifiant d’une entrée, par exemple france-services. Ou laissez vide et donnez SERVICES.</translation>
    </message>
    <message>
      <source>Minutes</source>
      <translation>Minutes</translation>
    </message>
    <message>
      <source>One number or several, apart by commas.</source>
      <translation>Un nombre ou plusieurs, séparés par des virgules.</translation>
    </message>
    <message>
      <source>Accept that areas or rows are missing</source>
      <translation>Accepter que des zones de desserte ou des lignes manquent</translation>
    </message>
    <message>
      <source>{nothing} Run it again later, or choose METHOD=straight, which needs no network.</source>
      <translation>{nothing} Relancez plus tard, ou choisissez METHOD=straight, qui n’a pas besoin du réseau.</translation>
    </message>
    <message>
      <source>{partial} What was answered is kept: run it again later, or choose METHOD=straight, or ACCEPT_PARTIAL=true.</source>
      <translation>{partial} Les réponses obtenues sont gardées : relancez plus tard, ou choisissez METHOD=straight, ou ACCEPT_PARTIAL=true.</translation>
    </message>
    <message>
      <source>Within {minutes} min: {share} % of the population.</source>
      <translation>À {minutes} min au plus : {share} % de la population.</translation>
    </message>
    <message>
      <source>Areas reached (partial)</source>
      <translation>Zones de desserte (résultat partiel)</translation>
    </message>
    <message>
      <source>Services of yours</source>
      <translation>Vos services</translation>
    </message>
    <message>
      <source>By car or on foot</source>
      <translation>En voiture ou à pied</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Méthode</translation>
    </message>
    <message>
      <source>Points where people live</source>
      <translation>Points où vit la population</translation>
    </message>
    <message>
      <source>Inhabitants of each point</source>
      <translation>Habitants de chaque point</translation>
    </message>
    <message>
      <source>Areas reached</source>
      <translation>Zones de desserte</translation>
    </message>
    <message>
      <source>Table by commune, EPCI and territory</source>
      <translation>Table par commune, EPCI et territoire</translation>
    </message>
    <message>
      <source>Share of the population within the last threshold</source>
      <translation>Part de la population en deçà du dernier seuil</translation>
    </message>
    <message>
      <source>Straight line: km/h (empty: as said above)</source>
      <translation>Ligne droite : km/h (vide : vitesse indiquée dans l’aide)</translation>
    </message>
    <message>
      <source>Straight line: detour factor</source>
      <translation>Ligne droite : facteur de détour</translation>
    </message>
    <message>
      <source>No readable vector layer is given as {name}: check the path, or the file.</source>
      <translation>{name} ne donne pas de couche vecteur lisible : vérifiez le chemin, ou le fichier.</translation>
    </message>
    <message>
      <source>Give either ENTRY or SERVICES: where the services are.</source>
      <translation>Donnez soit ENTRY, soit SERVICES : les lieux des services.</translation>
    </message>
    <message>
      <source>WEIGHT is given without POPULATION: give the layer of points too.</source>
      <translation>WEIGHT est donné sans POPULATION : donnez aussi la couche de points.</translation>
    </message>
    <message>
      <source>“{part}” is no number of minutes: write for instance 10,20.</source>
      <translation>« {part} » n’est pas un nombre de minutes : écrivez par exemple 10,20.</translation>
    </message>
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
      <source>For instance features=/data/benches.gpkg|layername=benches;contours=/data/communes.gpkg. A layer of the project is given by its id or name. Roles: features (a layer of yours), contours (precise contours of communes, with their INSEE code), zones (your own zones: polygons, a table of INSEE codes and groups, or the id of perimeters of the catalogue, such as living-areas), or the id of a catalogue entry to put a layer of yours in its place.</source>
      <translation>Par exemple features=/data/benches.gpkg|layername=benches;contours=/data/communes.gpkg. Une couche du projet se désigne par son identifiant ou son nom. Rôles : features (une de vos couches), contours (des contours précis de communes, avec leur code Insee), zones (vos propres zones : des polygones, une table de codes Insee et de groupes, ou l’identifiant de périmètres du catalogue, comme living-areas), ou l’identifiant d’une entrée du catalogue pour la remplacer par une de vos couches.</translation>
    </message>
    <message>
      <source>Accept layers that are partial</source>
      <translation>Accepter les couches partielles</translation>
    </message>
    <message>
      <source>A layer that was loaded in part (its name says so) gives wrong figures: it is refused, unless this is checked.</source>
      <translation>Une couche chargée en partie (son nom le dit) donne des chiffres faux : elle est refusée, sauf si cette case est cochée.</translation>
    </message>
    <message>
      <source>Level</source>
      <translation>Échelon</translation>
    </message>
    <message>
      <source>LAYERS names two layers for the role “{role}”: give one.</source>
      <translation>LAYERS donne deux couches au rôle « {role} » : donnez-en une.</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>{name} is a file of yours that is read here: choose another one.</source>
      <translation>{name} désigne un de vos fichiers lus ici : choisissez-en un autre.</translation>
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
      <source>Unknown role “{role}” in LAYERS: choose among {known}.</source>
      <translation>Rôle « {role} » inconnu dans LAYERS : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>{name} cannot be written into {folder}: {why}. Choose another folder.</source>
      <translation>{name} ne peut pas être écrit dans {folder} : {why}. Choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>{name} and {other} are the same file: choose another one for {name}.</source>
      <translation>{name} et {other} sont le même fichier : choisissez-en un autre pour {name}.</translation>
    </message>
    <message>
      <source>Catalogue of a network</source>
      <translation>Catalogue de réseau</translation>
    </message>
    <message>
      <source>The catalogue of layers that a network shares with its members. “validate” checks one and tells what members could not open; “diff” tells what changed between two; “publish” makes one from layers of the project and writes it into a folder or a table of PostgreSQL, with the next version number; “clean” writes a copy of a style or of a project that came from a network (.qml, .sld, .qgs, .qgz) without what could run, read files of this computer or ask machines, and tells what was left out. Credentials are never written: only the names of connections and of authentication configurations.</source>
      <translation>Le catalogue des couches qu’un réseau partage avec ses membres. « validate » en vérifie un et dit ce que les membres ne pourraient pas ouvrir ; « diff » dit ce qui a changé entre deux ; « publish » en fait un à partir de couches du projet et l’écrit dans un dossier ou dans une table de PostgreSQL, avec le numéro de version suivant ; « clean » écrit une copie d’un style ou d’un projet venu d’un réseau (.qml, .sld, .qgs, .qgz) sans ce qui pourrait s’exécuter, lire des fichiers de cet ordinateur ou interroger des machines, et dit ce qui a été retiré. Les identifiants ne sont jamais écrits : seulement les noms de connexions et de configurations d’authentification.</translation>
    </message>
    <message>
      <source>What to do</source>
      <translation>Que faire</translation>
    </message>
    <message>
      <source>Place of the catalogue</source>
      <translation>Emplacement du catalogue</translation>
    </message>
    <message>
      <source>An address (https://…), a folder or a file (.json), or postgis:connection/schema.table.</source>
      <translation>Une adresse (https://…), un dossier ou un fichier (.json), ou postgis:connexion/schéma.table.</translation>
    </message>
    <message>
      <source>Place of the catalogue to compare with</source>
      <translation>Emplacement du catalogue à comparer</translation>
    </message>
    <message>
      <source>For “diff”: the earlier one, for instance the one that is published.</source>
      <translation>Pour « diff » : le plus ancien, par exemple celui qui est publié.</translation>
    </message>
    <message>
      <source>Allowed places</source>
      <translation>Emplacements autorisés</translation>
    </message>
    <message>
      <source>For “clean”: folders and addresses that layers of a project may lie in, and postgresql://host, apart by semicolons.</source>
      <translation>Pour « clean » : dossiers et adresses où peuvent se trouver les couches d’un projet, et postgresql://hôte, séparés par des points-virgules.</translation>
    </message>
    <message>
      <source>Clean copy</source>
      <translation>Copie nettoyée</translation>
    </message>
    <message>
      <source>Layers to publish</source>
      <translation>Couches à publier</translation>
    </message>
    <message>
      <source>Id</source>
      <translation>Identifiant</translation>
    </message>
    <message>
      <source>Small letters, digits and hyphens; that of the published one if empty.</source>
      <translation>Minuscules, chiffres et tirets ; celui du catalogue publié si vide.</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>Titre</translation>
    </message>
    <message>
      <source>That of the published one if empty.</source>
      <translation>Celui du catalogue publié si vide.</translation>
    </message>
    <message>
      <source>Publisher</source>
      <translation>Éditeur</translation>
    </message>
    <message>
      <source>Leave out what members could not open</source>
      <translation>Laisser de côté ce que les membres ne pourraient pas ouvrir</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Problems</source>
      <translation>Problèmes</translation>
    </message>
    <message>
      <source>Changes</source>
      <translation>Changements</translation>
    </message>
    <message>
      <source>Give PLACE: where the catalogue is, or goes.</source>
      <translation>Donnez PLACE : où est le catalogue, ou bien où il va.</translation>
    </message>
    <message>
      <source>Give a .qml, .sld, .qgs or .qgz file as PLACE, and OUTPUT for its clean copy.</source>
      <translation>Donnez un fichier .qml, .sld, .qgs ou .qgz comme PLACE, et OUTPUT pour sa copie nettoyée.</translation>
    </message>
    <message>
      <source>OUTPUT is the file that is read: give another name.</source>
      <translation>OUTPUT est le fichier qui est lu : donnez un autre nom.</translation>
    </message>
    <message>
      <source>Give AGAINST: the catalogue to compare with.</source>
      <translation>Donnez AGAINST : le catalogue à comparer.</translation>
    </message>
    <message>
      <source>Nothing changed.</source>
      <translation>Rien n’a changé.</translation>
    </message>
    <message>
      <source>Problems: {count}.</source>
      <translation>Problèmes : {count}.</translation>
    </message>
    <message>
      <source>Give LAYERS: those of the project that are published.</source>
      <translation>Donnez LAYERS : les couches du projet à publier.</translation>
    </message>
    <message>
      <source>Identity of a collectivity</source>
      <translation>Identité d’une collectivité</translation>
    </message>
    <message>
      <source>Tells what each collectivity of a territory is: kind and status, communes, EPCI, département and région that it lies in (with shares of population where it straddles them), SIREN, population, area, density classes, seat, delegated and associated communes, neighbours; and, when LIVE is checked, the competences and syndicates of its EPCI, as BANATIC shows them. OUTPUT ends in .json, or in .csv for one row a fact.</source>
      <translation>Dit ce qu’est chaque collectivité d’un territoire : nature et statut, communes, EPCI, département et région où elle se trouve (avec les parts de population quand elle est à cheval sur plusieurs), SIREN, population, superficie, classes de densité, siège, communes déléguées et associées, voisins ; et, si LIVE est coché, les compétences et les syndicats de son EPCI, tels que BANATIC les montre. OUTPUT se termine par .json, ou par .csv pour une ligne par fait.</translation>
    </message>
    <message>
      <source>Ask BANATIC for competences</source>
      <translation>Interroger BANATIC sur les compétences</translation>
    </message>
    <message>
      <source>Its pages are known from documentation, and were never verified: say so if it fails.</source>
      <translation>Ses pages sont connues par leur documentation et n’ont jamais été vérifiées : en cas d’échec, signalez-le.</translation>
    </message>
    <message>
      <source>Identity</source>
      <translation>Identité</translation>
    </message>
    <message>
      <source>Number of collectivities</source>
      <translation>Nombre de collectivités</translation>
    </message>
    <message>
      <source>OUTPUT is named {file}: an identity ends in .json or .csv.</source>
      <translation>OUTPUT s’appelle {file} : une identité se termine par .json ou .csv.</translation>
    </message>
    <message>
      <source>Compare territories</source>
      <translation>Comparer des territoires</translation>
    </message>
    <message>
      <source>Puts territories side by side: their indicators, the difference with the first one or with their mean, their ranks, and which one is better where the definition of the indicator says whether more is better. Territories of different levels are compared by rates, not by totals.</source>
      <translation>Met des territoires côte à côte : leurs indicateurs, la différence avec le premier ou avec leur moyenne, leurs rangs, et lequel est le mieux placé quand la définition de l’indicateur dit si plus vaut mieux. Des territoires d’échelons différents se comparent par des taux, non par des totaux.</translation>
    </message>
    <message>
      <source>Territories (two at least, apart by commas)</source>
      <translation>Territoires (deux au moins, séparés par des virgules)</translation>
    </message>
    <message>
      <source>Written as commune:05061, epci:200067825, departement:05, region:93 or france.</source>
      <translation>S’écrit commune:05061, epci:200067825, departement:05, region:93 ou france.</translation>
    </message>
    <message>
      <source>Indicators (ids or .json files, apart by commas)</source>
      <translation>Indicateurs (identifiants ou fichiers .json, séparés par des virgules)</translation>
    </message>
    <message>
      <source>Empty: those of the portrait of a territory.</source>
      <translation>Vide : ceux du portrait d’un territoire.</translation>
    </message>
    <message>
      <source>CSV</source>
      <translation>CSV</translation>
    </message>
    <message>
      <source>french: semicolons and decimal commas; rfc4180: commas and decimal points.</source>
      <translation>french : points-virgules et virgule décimale ; rfc4180 : virgules et point décimal.</translation>
    </message>
    <message>
      <source>Differences with</source>
      <translation>Différences avec</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>CSV that begins with the mark of UTF-8</source>
      <translation>CSV qui commence par la marque UTF-8</translation>
    </message>
    <message>
      <source>Comparison</source>
      <translation>Comparaison</translation>
    </message>
    <message>
      <source>FORMAT is {kind}, but OUTPUT is named {file}: make them agree.</source>
      <translation>FORMAT vaut {kind}, mais OUTPUT se nomme {file} : accordez-les.</translation>
    </message>
    <message>
      <source>Fact sheet of a territory</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>Makes the fact sheet of a territory: identity, programmes it benefits from, services, indicators with the département, the région and France, maps, and for every figure its source, date and method. A template says which sections there are: one of those below, or a .json file of yours, with your logo beside it.

Templates:
{known}</source>
      <translation>Fait la fiche d’un territoire : identité, programmes dont il bénéficie, services, indicateurs avec le département, la région et la France, cartes, et pour chaque chiffre sa source, sa date et sa méthode. Un modèle dit quelles rubriques il y a : l’un de ceux qui suivent, ou un fichier .json à vous, votre logo à côté.

Modèles :
{known}</translation>
    </message>
    <message>
      <source>Own perimeter (polygons)</source>
      <translation>Périmètre propre (polygones)</translation>
    </message>
    <message>
      <source>In place of a territory: the sheet is that of the communes of which the polygons cover more than half, or which hold more than half of a polygon. It says how much of the polygons lies in them.</source>
      <translation>À la place d’un territoire : la fiche est celle des communes que les polygones couvrent pour plus de moitié, ou qui contiennent plus de la moitié d’un polygone. Elle dit quelle part des polygones s’y trouve.</translation>
    </message>
    <message>
      <source>One sheet for each commune</source>
      <translation>Une fiche par commune</translation>
    </message>
    <message>
      <source>The fact sheets of all the communes of the territory, one after another in one PDF.</source>
      <translation>Les fiches de toutes les communes du territoire, à la suite dans un seul PDF.</translation>
    </message>
    <message>
      <source>Template (id or .json file)</source>
      <translation>Modèle (identifiant ou fichier .json)</translation>
    </message>
    <message>
      <source>Sections (sources are always quoted)</source>
      <translation>Rubriques (les sources sont toujours citées)</translation>
    </message>
    <message>
      <source>With sentences made of the figures</source>
      <translation>Avec des phrases tirées des chiffres</translation>
    </message>
    <message>
      <source>Fact sheet</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>Give TERRITORY, or ZONES (polygons of yours): one of both.</source>
      <translation>Donnez TERRITORY, ou ZONES (des polygones à vous) : l’un des deux.</translation>
    </message>
    <message>
      <source>ATLAS makes one PDF: give FORMAT=pdf, or a file that ends in .pdf.</source>
      <translation>ATLAS fait un seul PDF : donnez FORMAT=pdf, ou un fichier qui finit par .pdf.</translation>
    </message>
    <message>
      <source>{count} fact sheets in one PDF.</source>
      <translation>Fiches dans un seul PDF : {count}.</translation>
    </message>
    <message>
      <source>OUTPUT is named {file}: a fact sheet ends in .html, .pdf, .ods or .csv.</source>
      <translation>OUTPUT s’appelle {file} : une fiche finit par .html, .pdf, .ods ou .csv.</translation>
    </message>
    <message>
      <source>Package for the field</source>
      <translation>Paquet pour le terrain</translation>
    </message>
    <message>
      <source>Copies layers, cut to a territory and what surrounds it, into one folder: a project, a GeoPackage, the files that features name. It opens in QField, Mergin Maps and QGIS, without this product and without network. Forms, lists of values, constraints, default values and styles go along; actions, macros and Python do not.

Each feature gets an identity (vigie_uuid), and a snapshot stays on this computer: vigie:fieldreturn compares with it what comes back. Your layers are only read.

Give each tablet a package of its own, or its name at the return.</source>
      <translation>Copie des couches, découpées à un territoire et à ce qui l’entoure, dans un dossier : un projet, un GeoPackage, les fichiers que les entités nomment. Il s’ouvre dans QField, Mergin Maps et QGIS, sans ce produit et sans réseau. Formulaires, listes de valeurs, contraintes, valeurs par défaut et styles en font partie ; ni actions, ni macros, ni Python.

Chaque entité reçoit une identité (vigie_uuid), et un instantané reste sur cet ordinateur : vigie:fieldreturn lui compare ce qui revient. Vos couches sont seulement lues.

Donnez à chaque tablette un paquet à elle, ou son nom au retour.</translation>
    </message>
    <message>
      <source>Opened cold in another place: every layer is whole, nothing leads outside. {size} MB.</source>
      <translation>Ouvert à froid dans un autre endroit : chaque couche est entière, rien ne mène au-dehors. {size} Mo.</translation>
    </message>
    <message>
      <source>Own keys (layer=field, apart by semicolons)</source>
      <translation>Clés propres (couche=champ, séparées par des points-virgules)</translation>
    </message>
    <message>
      <source>The field that is filled and unique in a layer, by its name: needed where its file has no lasting ids.</source>
      <translation>Le champ rempli et unique d’une couche, par son nom : nécessaire là où son fichier n’a pas d’identifiants durables.</translation>
    </message>
    <message>
      <source>Taken by</source>
      <translation>Emporté par</translation>
    </message>
    <message>
      <source>For the journal.</source>
      <translation>Pour le journal.</translation>
    </message>
    <message>
      <source>{count} communes are left out: no contour, or far from the main part. Make them a package of their own.</source>
      <translation>{count} communes sont laissées de côté : sans contour, ou loin de la partie principale. Faites-en un paquet à part.</translation>
    </message>
    <message>
      <source>“{part}” is not understood in KEYS: write layer=field, with the name of a layer of the package.</source>
      <translation>« {part} » n’est pas compris dans KEYS : écrivez couche=champ, avec le nom d’une couche du paquet.</translation>
    </message>
    <message>
      <source>{size} MB, opened cold in another place.</source>
      <translation>{size} Mo, ouvert à froid dans un autre endroit.</translation>
    </message>
    <message>
      <source>Layers to edit in the field</source>
      <translation>Couches à modifier sur le terrain</translation>
    </message>
    <message>
      <source>Layers to look at only</source>
      <translation>Couches à consulter seulement</translation>
    </message>
    <message>
      <source>Metres around the territory</source>
      <translation>Mètres autour du territoire</translation>
    </message>
    <message>
      <source>Largest size (MB)</source>
      <translation>Taille maximale (Mo)</translation>
    </message>
    <message>
      <source>Folder of the package (new)</source>
      <translation>Dossier du paquet (nouveau)</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Rapport</translation>
    </message>
    <message>
      <source>Identity of the package</source>
      <translation>Identité du paquet</translation>
    </message>
    <message>
      <source>Number of features</source>
      <translation>Nombre d’entités</translation>
    </message>
    <message>
      <source>Size in bytes</source>
      <translation>Taille en octets</translation>
    </message>
    <message>
      <source>{territory} has no contour: leave TERRITORY empty.</source>
      <translation>{territory} n’a pas de contour : laissez TERRITORY vide.</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Couches</translation>
    </message>
    <message>
      <source>A layer of {name} cannot be read: check the paths.</source>
      <translation>Une couche de {name} ne peut pas être lue : vérifiez les chemins.</translation>
    </message>
    <message>
      <source>Return from the field</source>
      <translation>Retour du terrain</translation>
    </message>
    <message>
      <source>What came back</source>
      <translation>Ce qui est revenu</translation>
    </message>
    <message>
      <source>The folder of a package, or a GeoPackage, GeoJSON or CSV file with the keys. Nothing: the journal only.</source>
      <translation>Le dossier d’un paquet, ou un GeoPackage, un fichier GeoJSON ou CSV avec les clés. Rien : le journal seulement.</translation>
    </message>
    <message>
      <source>WRITE the return INTO THIS LAYER</source>
      <translation>ÉCRIRE le retour DANS CETTE COUCHE</translation>
    </message>
    <message>
      <source>After a backup. Unchecked: a preview, nothing is written.</source>
      <translation>Après une sauvegarde. Non coché : un aperçu, rien n’est écrit.</translation>
    </message>
    <message>
      <source>Name of the tablet</source>
      <translation>Nom de la tablette</translation>
    </message>
    <message>
      <source>Needed when several tablets took the same package: without it, what was changed twice is a conflict.</source>
      <translation>Nécessaire quand plusieurs tablettes ont pris le même paquet : sans lui, ce qui a été modifié deux fois est un conflit.</translation>
    </message>
    <message>
      <source>Layer of the package</source>
      <translation>Couche du paquet</translation>
    </message>
    <message>
      <source>Where it cannot be told.</source>
      <translation>Là où elle ne peut pas être devinée.</translation>
    </message>
    <message>
      <source>Field of the last change</source>
      <translation>Champ de la dernière modification</translation>
    </message>
    <message>
      <source>A date and time that the form sets: when each feature was changed; the rule newest needs it.</source>
      <translation>Une date et une heure que le formulaire pose : quand chaque entité a été modifiée ; la règle newest en a besoin.</translation>
    </message>
    <message>
      <source>Field of the author</source>
      <translation>Champ de l’auteur</translation>
    </message>
    <message>
      <source>For the report.</source>
      <translation>Pour le rapport.</translation>
    </message>
    <message>
      <source>Backup to RESTORE into the layer</source>
      <translation>Sauvegarde à RÉTABLIR dans la couche</translation>
    </message>
    <message>
      <source>The GeoPackage that a return told of: WRITES the layer as it was before that return.</source>
      <translation>Le GeoPackage qu’un retour a indiqué : ÉCRIT la couche telle qu’elle était avant ce retour.</translation>
    </message>
    <message>
      <source>No readable layer in LAYER_TO_WRITE: name the layer of yours that the package came from.</source>
      <translation>Aucune couche lisible dans LAYER_TO_WRITE : nommez la couche à vous dont le paquet vient.</translation>
    </message>
    <message>
      <source>{layer} was written. RESTORE={backup} brings back what was before.</source>
      <translation>{layer} a été écrite. RESTORE={backup} ramène ce qui était avant.</translation>
    </message>
    <message>
      <source>YOUR layer, compared, and written if you say so</source>
      <translation>VOTRE couche, comparée, et écrite si vous le dites</translation>
    </message>
    <message>
      <source>Conflicts</source>
      <translation>Conflits</translation>
    </message>
    <message>
      <source>Decisions (JSON)</source>
      <translation>Décisions (JSON)</translation>
    </message>
    <message>
      <source>Rows missing from a GeoJSON or CSV were deleted</source>
      <translation>Les lignes absentes d’un GeoJSON ou d’un CSV ont été supprimées</translation>
    </message>
    <message>
      <source>Apply what breaks constraints or crosses itself too</source>
      <translation>Appliquer aussi ce qui enfreint des contraintes ou se croise</translation>
    </message>
    <message>
      <source>Folder for photos and files</source>
      <translation>Dossier des photos et fichiers</translation>
    </message>
    <message>
      <source>Conflicts that are not settled</source>
      <translation>Conflits non réglés</translation>
    </message>
    <message>
      <source>Whether the layer was written</source>
      <translation>Si la couche a été écrite</translation>
    </message>
    <message>
      <source>Features restored</source>
      <translation>Entités rétablies</translation>
    </message>
    <message>
      <source>Backup</source>
      <translation>Sauvegarde</translation>
    </message>
    <message>
      <source>Journal (JSON)</source>
      <translation>Journal (JSON)</translation>
    </message>
    <message>
      <source>RETURNED and RESTORE exclude each other: give one.</source>
      <translation>RETURNED et RESTORE s’excluent : donnez l’un des deux.</translation>
    </message>
    <message>
      <source>A preview of {count} edits: nothing was written.</source>
      <translation>Un aperçu de {count} modifications : rien n’a été écrit.</translation>
    </message>
    <message>
      <source>Compares what comes back (the folder of a package, its GeoPackage even with its “-wal” file, a GeoJSON or CSV with the keys) with the snapshot of the package and with your layer today: what was added, moved, changed, deleted; what changed at the office; conflicts, field by field. Without APPLY_TO_LAYER nothing is written but the report.

APPLY_TO_LAYER WRITES INTO YOUR LAYER (LAYER_TO_WRITE), after a copy of all its features that RESTORE brings back: all of the return or nothing, so only layers of GeoPackage, SpatiaLite and PostgreSQL. It is the only place in this product where a layer of yours is written.

RULE settles conflicts: ask (nothing is applied while one is open), mine (the office), theirs (the field), both (texts joined, else two features), newest (by CLOCK_FIELD, where the clock can be believed). DECISIONS come first: a file {"id of the conflict": "mine"}, or the report in JSON with a “choice” in its conflicts.

The same return twice changes nothing. Without RETURNED nor RESTORE, the journal is told.</source>
      <translation>Compare ce qui revient (le dossier d’un paquet, son GeoPackage même avec son fichier « -wal », un GeoJSON ou un CSV avec les clés) avec l’instantané du paquet et avec votre couche d’aujourd’hui : ce qui a été ajouté, déplacé, modifié, supprimé ; ce qui a changé au bureau ; les conflits, champ par champ. Sans APPLY_TO_LAYER, rien n’est écrit que le rapport.

APPLY_TO_LAYER ÉCRIT DANS VOTRE COUCHE (LAYER_TO_WRITE), après une copie de toutes ses entités que RESTORE ramène : tout le retour ou rien, donc seulement des couches de GeoPackage, SpatiaLite et PostgreSQL. C’est le seul endroit de ce produit où une de vos couches est écrite.

RULE règle les conflits : ask (rien n’est appliqué tant qu’un reste ouvert), mine (le bureau), theirs (le terrain), both (textes joints, sinon deux entités), newest (par CLOCK_FIELD, là où l’horloge est crédible). Les DECISIONS passent d’abord : un fichier {"identifiant du conflit": "mine"}, ou le rapport en JSON avec un « choice » dans ses conflits.

Le même retour deux fois ne change rien. Sans RETURNED ni RESTORE, le journal est donné.</translation>
    </message>
    <message>
      <source>The rows mix points, lines and areas, which OUTPUT cannot hold together: name a GeoPackage, such as layer.gpkg.</source>
      <translation>Les lignes mêlent points, lignes et surfaces, qu’OUTPUT ne peut pas contenir ensemble : nommez un GeoPackage, par exemple couche.gpkg.</translation>
    </message>
    <message>
      <source>A shapefile would cut the texts of “{field}” at {longest} bytes: name a GeoPackage, such as layer.gpkg.</source>
      <translation>Un shapefile couperait les textes de « {field} » à {longest} octets : nommez un GeoPackage, par exemple couche.gpkg.</translation>
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
      <source>Keep the figures in the store</source>
      <translation>Conserver les chiffres dans la base</translation>
    </message>
    <message>
      <source>The store that is chosen in QGIS's options keeps figures by the date of their data, for charts of their evolution. Not unless it is asked: a script, a model or a trial writes nothing but its outputs, and others may share the store.</source>
      <translation>La base choisie dans les options de QGIS conserve les chiffres à la date de leurs données, pour des graphiques de leur évolution. Seulement si vous le demandez : un script, un modèle ou un essai n’écrit que ses sorties, et la base peut être partagée avec d’autres.</translation>
    </message>
    <message>
      <source>Date of the data of your own layers</source>
      <translation>Date des données de vos couches</translation>
    </message>
    <message>
      <source>By ISO: 2022, 2022-06 or 2022-06-30. Figures are kept under it, so that those of several years make a series. Empty: the date that the metadata of the layer tell (the end of the period, else when it was revised, published or created), else the day of the computation. Data of the catalogue have dates of their own.</source>
      <translation>Au format ISO : 2022, 2022-06 ou 2022-06-30. Les chiffres sont conservés à cette date, pour que plusieurs années fassent une série. Vide : la date que disent les métadonnées de la couche (la fin de la période, sinon la révision, la publication ou la création), sinon le jour du calcul. Les données du catalogue ont leurs propres dates.</translation>
    </message>
    <message>
      <source>{count} figures kept in {store}.</source>
      <translation>Chiffres conservés dans {store} : {count}.</translation>
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
      <source>Inventory of one's own data</source>
      <translation>Inventaire de ses propres données</translation>
    </message>
    <message>
      <source>Walks the open project, a folder, a file such as a GeoPackage, or a schema of PostgreSQL, and tells of each dataset: title, theme (guessed), geometry, extent, rows, coordinate system, last change, fields and how far they are filled, licence and contact where metadata say them, and what may be personal data, by the names of fields and by the rows looked at. That is a suspicion, to be checked: no value is written, and nothing is sent anywhere. Data are only read; services are not asked for their rows.

Complete title, theme, licence, contact and description in the CSV and give it back in COMPLETED: a new walk keeps them. DCAT-AP and ISO 19139 are made to be published: they tell neither paths nor connections nor suspicions.</source>
      <translation>Parcourt le projet ouvert, un dossier, un fichier tel qu’un GeoPackage, ou un schéma de PostgreSQL, et dit de chaque jeu de données : titre, thème (deviné), géométrie, emprise, lignes, système de coordonnées, dernière modification, champs et leur remplissage, licence et contact là où les métadonnées les disent, et ce qui peut être des données personnelles, par les noms des champs et par les lignes examinées. C’est un soupçon, à vérifier : aucune valeur n’est écrite, et rien n’est envoyé nulle part. Les données sont seulement lues ; les lignes des services ne sont pas demandées.

Complétez titre, thème, licence, contact et description dans le CSV et rendez-le par COMPLETED : un nouveau parcours les garde. DCAT-AP et ISO 19139 sont faits pour être publiés : ils ne disent ni chemins, ni connexions, ni soupçons.</translation>
    </message>
    <message>
      <source>Schema of PostgreSQL</source>
      <translation>Schéma de PostgreSQL</translation>
    </message>
    <message>
      <source>Written as postgis:connection/schema, the connection being one that QGIS keeps.</source>
      <translation>Écrit postgis:connexion/schéma, la connexion étant une de celles que QGIS garde.</translation>
    </message>
    <message>
      <source>Completed by hand</source>
      <translation>Complété à la main</translation>
    </message>
    <message>
      <source>An earlier CSV of this inventory with the cells that you filled in, or the JSON of its dialog.</source>
      <translation>Un CSV antérieur de cet inventaire avec les cellules que vous avez remplies, ou le JSON de sa fenêtre.</translation>
    </message>
    <message>
      <source>The name of your organisation: DCAT-AP wants it.</source>
      <translation>Le nom de votre organisme : DCAT-AP le veut.</translation>
    </message>
    <message>
      <source>Title of the catalogue</source>
      <translation>Titre du catalogue</translation>
    </message>
    <message>
      <source>{count} datasets that were completed are not in this inventory.</source>
      <translation>{count} jeux de données complétés ne sont pas dans cet inventaire.</translation>
    </message>
    <message>
      <source>Layers of the open project</source>
      <translation>Couches du projet ouvert</translation>
    </message>
    <message>
      <source>Folder, with those in it</source>
      <translation>Dossier, avec ceux qu’il contient</translation>
    </message>
    <message>
      <source>GeoPackage, or another file</source>
      <translation>GeoPackage, ou autre fichier</translation>
    </message>
    <message>
      <source>Sort of CSV</source>
      <translation>Sorte de CSV</translation>
    </message>
    <message>
      <source>Inventory</source>
      <translation>Inventaire</translation>
    </message>
    <message>
      <source>DCAT-AP as JSON-LD</source>
      <translation>DCAT-AP en JSON-LD</translation>
    </message>
    <message>
      <source>DCAT-AP as Turtle</source>
      <translation>DCAT-AP en Turtle</translation>
    </message>
    <message>
      <source>Folder for ISO 19139 and QMD</source>
      <translation>Dossier pour ISO 19139 et QMD</translation>
    </message>
    <message>
      <source>Number of datasets</source>
      <translation>Nombre de jeux de données</translation>
    </message>
    <message>
      <source>Number of datasets that could not be read</source>
      <translation>Nombre de jeux de données qui n’ont pas pu être lus</translation>
    </message>
    <message>
      <source>Number of datasets to be checked for personal data</source>
      <translation>Nombre de jeux de données à vérifier pour des données personnelles</translation>
    </message>
    <message>
      <source>Rows looked at in each dataset</source>
      <translation>Lignes examinées dans chaque jeu de données</translation>
    </message>
    <message>
      <source>Seconds for each file or table</source>
      <translation>Secondes pour chaque fichier ou table</translation>
    </message>
    <message>
      <source>Most files</source>
      <translation>Nombre maximal de fichiers</translation>
    </message>
    <message>
      <source>There is nothing to walk: give PROJECT, FOLDER, FILE or DATABASE.</source>
      <translation>Il n’y a rien à parcourir : donnez PROJECT, FOLDER, FILE ou DATABASE.</translation>
    </message>
    <message>
      <source>DCAT-AP wants to know who publishes the catalogue: fill in PUBLISHER.</source>
      <translation>DCAT-AP veut savoir qui publie le catalogue : remplissez PUBLISHER.</translation>
    </message>
    <message>
      <source>PROJECT is checked, but no project with layers is open.</source>
      <translation>PROJECT est coché, mais aucun projet avec des couches n’est ouvert.</translation>
    </message>
    <message>
      <source>Load a dataset</source>
      <translation>Charger un jeu de données</translation>
    </message>
    <message>
      <source>Loads a dataset and cuts it to the territory: an entry of the curated catalogue, brought to a common schema with today's commune codes; an entry of another catalogue; or the address of a file or of a service. Services of features are read whole: what was announced is compared with what was read, and a partial copy says so. Producer, licence, date and what was done are written in the log and in the layer's metadata.

Harmonised entries:
{entries}</source>
      <translation>Charge un jeu de données et le coupe au territoire : une entrée du catalogue harmonisé, ramenée à un schéma commun avec les codes des communes d’aujourd’hui ; une entrée d’un autre catalogue ; ou l’adresse d’un fichier ou d’un service. Les services d’entités sont lus en entier : ce qui était annoncé est comparé à ce qui a été lu, et une copie partielle le dit. Producteur, licence, date et traitements sont écrits dans le journal et dans les métadonnées de la couche.

Entrées harmonisées :
{entries}</translation>
    </message>
    <message>
      <source>Mode</source>
      <translation>Mode</translation>
    </message>
    <message>
      <source>copy: the rows are written to OUTPUT; live: the layer stays on its service (LIVE_SOURCE); auto: live for images, copy for the rest.</source>
      <translation>copy : les lignes sont écrites dans OUTPUT ; live : la couche reste sur son service (LIVE_SOURCE) ; auto : live pour les images, copy pour le reste.</translation>
    </message>
    <message>
      <source>OUTPUT cannot be written: check that the disk is not full, or choose a GeoPackage.</source>
      <translation>OUTPUT ne peut pas être écrit : vérifiez que le disque n’est pas plein, ou choisissez un GeoPackage.</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Couche</translation>
    </message>
    <message>
      <source>Number of rows</source>
      <translation>Nombre de lignes</translation>
    </message>
    <message>
      <source>Number of rows read</source>
      <translation>Nombre de lignes lues</translation>
    </message>
    <message>
      <source>Number of rows kept</source>
      <translation>Nombre de lignes gardées</translation>
    </message>
    <message>
      <source>Number of rows announced by the source</source>
      <translation>Nombre de lignes annoncées par la source</translation>
    </message>
    <message>
      <source>Why the layer is partial (empty when it is whole)</source>
      <translation>Pourquoi la couche est partielle (vide si elle est entière)</translation>
    </message>
    <message>
      <source>Provenance (JSON)</source>
      <translation>Provenance (JSON)</translation>
    </message>
    <message>
      <source>Data source of a live layer</source>
      <translation>Source de données d’une couche en direct</translation>
    </message>
    <message>
      <source>Give either ENTRY or URL: the dataset to read.</source>
      <translation>Donnez soit ENTRY, soit URL : le jeu de données à lire.</translation>
    </message>
    <message>
      <source>A file cannot stay live: use MODE=copy.</source>
      <translation>Un fichier ne peut pas rester en direct : utilisez MODE=copy.</translation>
    </message>
    <message>
      <source>{read} rows read, {kept} kept, {here} in the territory.</source>
      <translation>Lignes lues : {read} ; retenues : {kept} ; dans le territoire : {here}.</translation>
    </message>
    <message>
      <source>{done} of {rows} rows could be written to OUTPUT: choose a GeoPackage.</source>
      <translation>Lignes écrites dans OUTPUT : {done} sur {rows}. Choisissez un GeoPackage.</translation>
    </message>
    <message>
      <source>{address} has several layers: name one as the option layer, among {names}.</source>
      <translation>{address} a plusieurs couches : nommez-en une par l’option layer, parmi {names}.</translation>
    </message>
    <message>
      <source>Bring codes of territories to today's</source>
      <translation>Ramener des codes de territoires à ceux d’aujourd’hui</translation>
    </message>
    <message>
      <source>Adds to each feature the 2026 code of its commune, EPCI, département or région (code_cog), and how it was found (code_status): codes that lost their zeros, merged, delegated and renumbered communes, municipal districts. Nothing is guessed: a code that stands for several has none, and the report says which. Say the year of the codes where you know it: communes that were divided since cannot be told otherwise. Postcodes are taken for codes only if you say that they are postcodes.</source>
      <translation>Ajoute à chaque entité le code 2026 de sa commune, de son EPCI, de son département ou de sa région (code_cog), et la façon dont il a été trouvé (code_status) : codes qui ont perdu leurs zéros, communes fusionnées, déléguées ou qui ont changé de code, arrondissements municipaux. Rien n’est deviné : un code qui en désigne plusieurs n’en reçoit aucun, et le rapport dit lesquels. Indiquez l’année des codes quand vous la connaissez : les communes scindées depuis ne peuvent pas être distinguées autrement. Un code postal n’est pris pour un code que si vous dites que c’en est un.</translation>
    </message>
    <message>
      <source>Layer or table</source>
      <translation>Couche ou table</translation>
    </message>
    <message>
      <source>Field of codes</source>
      <translation>Champ des codes</translation>
    </message>
    <message>
      <source>Year of the geographic code (empty: not known)</source>
      <translation>Année du code officiel géographique (vide : inconnue)</translation>
    </message>
    <message>
      <source>What the field holds</source>
      <translation>Ce que contient le champ</translation>
    </message>
    <message>
      <source>With today's codes</source>
      <translation>Avec les codes d’aujourd’hui</translation>
    </message>
    <message>
      <source>Number of features with a code of today</source>
      <translation>Nombre d’entités avec un code d’aujourd’hui</translation>
    </message>
    <message>
      <source>REPORT is named {file}: a report ends in .json or .csv.</source>
      <translation>REPORT s’appelle {file} : un rapport se termine par .json ou .csv.</translation>
    </message>
    <message>
      <source>INPUT announces {announced} features, {read} could be read: check the layer.</source>
      <translation>INPUT – entités annoncées : {announced} ; entités lues : {read}. Vérifiez la couche.</translation>
    </message>
    <message>
      <source>Preview a dataset</source>
      <translation>Examiner un jeu de données</translation>
    </message>
    <message>
      <source>Tells what a file or a service holds: its layers, their exact number of rows, fields, coordinate system and first rows, and what was guessed (encoding, separator, decimal sign, row of names, column of territory codes). Guesses are corrected by OPTIONS. Nothing is loaded.</source>
      <translation>Dit ce que contient un fichier ou un service : ses couches, leur nombre exact de lignes, leurs champs, leur système de coordonnées et leurs premières lignes, et ce qui a été deviné (encodage, séparateur, séparateur décimal, ligne des noms, colonne des codes de territoires). OPTIONS corrige ce qui est deviné. Rien n’est chargé.</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>Aperçu</translation>
    </message>
    <message>
      <source>Number of layers</source>
      <translation>Nombre de couches</translation>
    </message>
    <message>
      <source>OUTPUT is named {file}: a preview ends in .json.</source>
      <translation>OUTPUT s’appelle {file} : un aperçu se termine par .json.</translation>
    </message>
    <message>
      <source>{new} new publications, {kept} kept.</source>
      <translation>Publications nouvelles : {new}, conservées : {kept}.</translation>
    </message>
    <message>
      <source>Find publications</source>
      <translation>Chercher des publications</translation>
    </message>
    <message>
      <source>Searches the publications that official feeds have announced, as the last refresh kept them: by words, theme, filters and dates, and what names a territory. REFRESH reads the feeds first; a feed that fails is a warning. What names a territory names one of its communes, or an EPCI, département or région that it lies in; a name that may be another word, or another place, needs a proof in the text.

Feeds:
{feeds}</source>
      <translation>Cherche parmi les publications annoncées par des flux officiels, telles que la dernière actualisation les a conservées : par mots, thème, filtres et dates, et ce qui nomme un territoire. REFRESH lit d’abord les flux ; un flux en échec est un avertissement. Ce qui nomme un territoire nomme l’une de ses communes, ou un EPCI, un département ou une région où il se trouve ; un nom qui peut être un autre mot, ou un autre lieu, demande une preuve dans le texte.

Flux :
{feeds}</translation>
    </message>
    <message>
      <source>Words</source>
      <translation>Mots</translation>
    </message>
    <message>
      <source>All must be found; endings do not count.</source>
      <translation>Tous doivent être trouvés ; les terminaisons ne comptent pas.</translation>
    </message>
    <message>
      <source>Themes</source>
      <translation>Thèmes</translation>
    </message>
    <message>
      <source>Apart by commas, for instance health,economy. Nothing: all.</source>
      <translation>Séparés par des virgules, par exemple health,economy. Rien : tous.</translation>
    </message>
    <message>
      <source>Filters</source>
      <translation>Filtres</translation>
    </message>
    <message>
      <source>{shown} of {total} publications are in the table: raise LIMIT for the others.</source>
      <translation>Publications dans la table : {shown} sur {total} ; augmentez LIMIT pour avoir les autres.</translation>
    </message>
    <message>
      <source>Since</source>
      <translation>Depuis</translation>
    </message>
    <message>
      <source>Until</source>
      <translation>Jusqu’à</translation>
    </message>
    <message>
      <source>A day, a month or a year, included: 2026-11-25, 2026-11 or 2026.</source>
      <translation>Un jour, un mois ou une année, inclus : 2026-11-25, 2026-11 ou 2026.</translation>
    </message>
    <message>
      <source>Order</source>
      <translation>Ordre</translation>
    </message>
    <message>
      <source>Most results</source>
      <translation>Résultats au plus</translation>
    </message>
    <message>
      <source>Read the feeds first</source>
      <translation>Lire d’abord les flux</translation>
    </message>
    <message>
      <source>Publications</source>
      <translation>Publications</translation>
    </message>
    <message>
      <source>Number of publications found</source>
      <translation>Nombre de publications trouvées</translation>
    </message>
    <message>
      <source>Number of publications that are new</source>
      <translation>Nombre de publications nouvelles</translation>
    </message>
    <message>
      <source>The library is empty: no feed was ever read. Check REFRESH.</source>
      <translation>La bibliothèque est vide : aucun flux n’a encore été lu. Cochez REFRESH.</translation>
    </message>
    <message>
      <source>Written as filter=value,value;filter=value, for instance kind=study,statistics;publisher=Insee. Filters: {filters}. Kinds: {kinds}. Levels: commune, epci, departement, region, france.</source>
      <translation>S’écrit filtre=valeur,valeur;filtre=valeur, par exemple kind=study,statistics;publisher=Insee. Filtres : {filters}. Natures : {kinds}. Échelons : commune, epci, departement, region, france.</translation>
    </message>
    <message>
      <source>{count} announced</source>
      <translation>annoncées : {count}</translation>
    </message>
    <message>
      <source>No feed could be read. {sentences}</source>
      <translation>Aucun flux n’a pu être lu. {sentences}</translation>
    </message>
    <message>
      <source>Feeds last read on {date}.</source>
      <translation>Dernière lecture des flux : {date}.</translation>
    </message>
    <message>
      <source>“{part}” is not understood: write filter=value, for instance kind=study.</source>
      <translation>« {part} » n’est pas compris : écrivez filtre=valeur, par exemple kind=study.</translation>
    </message>
    <message>
      <source>Write or check a recipe</source>
      <translation>Écrire ou contrôler une recette</translation>
    </message>
    <message>
      <source>Writes a first recipe for a file: how its columns become those of the common schema, by their names and values, with what was guessed of the file and what is missing. Read it over before it is used. With CHECK, an existing recipe is checked and run on the file instead: rows read, kept and rejected are told, with the reasons.</source>
      <translation>Écrit une première recette pour un fichier : comment ses colonnes deviennent celles du schéma commun, d’après leurs noms et leurs valeurs, avec ce qui a été deviné du fichier et ce qui manque. Relisez-la avant de vous en servir. Avec CHECK, une recette existante est contrôlée et appliquée au fichier : les lignes lues, retenues et rejetées sont données, avec les raisons.</translation>
    </message>
    <message>
      <source>Common schema</source>
      <translation>Schéma commun</translation>
    </message>
    <message>
      <source>Recipe to check</source>
      <translation>Recette à contrôler</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>Recette</translation>
    </message>
    <message>
      <source>Rows read</source>
      <translation>Lignes lues</translation>
    </message>
    <message>
      <source>Rows kept</source>
      <translation>Lignes retenues</translation>
    </message>
    <message>
      <source>Rows rejected</source>
      <translation>Lignes rejetées</translation>
    </message>
    <message>
      <source>Give either OUTPUT, to write a recipe, or CHECK, to run one.</source>
      <translation>Donnez soit OUTPUT, pour écrire une recette, soit CHECK, pour en appliquer une.</translation>
    </message>
    <message>
      <source>{read} rows read: {kept} kept, {rejected} rejected.</source>
      <translation>Lignes lues : {read} ; retenues : {kept} ; rejetées : {rejected}.</translation>
    </message>
    <message>
      <source>OUTPUT is named {file}: a recipe ends in .json.</source>
      <translation>OUTPUT s’appelle {file} : une recette se termine par .json.</translation>
    </message>
    <message>
      <source>Refresh the store</source>
      <translation>Actualiser la base</translation>
    </message>
    <message>
      <source>Asks the sources of the datasets of a store for newer data, keeps the earlier ones as dated snapshots, and gives what was added, removed, moved or changed. A source whose structure has changed is refused, and the old data stay. Made for scheduled tasks: one line a dataset is written to the log, and the algorithm fails (exit code 1) when a dataset was refused or could not be had, once all the others are done and OUTPUT and REPORT are written.</source>
      <translation>Demande aux sources des jeux de données d’une base s’il y a plus récent, garde les données précédentes comme versions datées, et donne ce qui a été ajouté, retiré, déplacé ou modifié. Une source dont la structure a changé est refusée, et les anciennes données restent. Fait pour les tâches planifiées : une ligne par jeu est écrite dans le journal, et l’algorithme échoue (code de sortie 1) quand un jeu a été refusé ou n’a pas pu être obtenu, une fois tous les autres traités, et OUTPUT et REPORT écrits.</translation>
    </message>
    <message>
      <source>Datasets</source>
      <translation>Jeux de données</translation>
    </message>
    <message>
      <source>Entries of the catalogue or layers of the store, apart by commas; empty: all that the store holds. An entry that it lacks is loaded for TERRITORY.</source>
      <translation>Entrées du catalogue ou couches de la base, séparées par des virgules ; vide : tout ce que la base contient. Une entrée qui lui manque est chargée pour TERRITORY.</translation>
    </message>
    <message>
      <source>Store</source>
      <translation>Base</translation>
    </message>
    <message>
      <source>A GeoPackage, or postgis:connection/schema with the name of a connection of QGIS; empty: the one that is chosen in QGIS's options.</source>
      <translation>Un GeoPackage, ou postgis:connexion/schéma avec le nom d’une connexion de QGIS ; vide : la base choisie dans les options de QGIS.</translation>
    </message>
    <message>
      <source>Accept sources whose structure has changed</source>
      <translation>Accepter les sources dont la structure a changé</translation>
    </message>
    <message>
      <source>Versions to keep of each dataset (empty: all)</source>
      <translation>Versions à garder de chaque jeu de données (vide : toutes)</translation>
    </message>
    <message>
      <source>What changed</source>
      <translation>Ce qui a changé</translation>
    </message>
    <message>
      <source>Number of datasets updated or loaded</source>
      <translation>Nombre de jeux actualisés ou chargés</translation>
    </message>
    <message>
      <source>Number of rows that changed</source>
      <translation>Nombre de lignes qui ont changé</translation>
    </message>
    <message>
      <source>{count} of {all} datasets could not be refreshed ({names}): what the store held of them stays. See the log.</source>
      <translation>Jeux non actualisés : {count} sur {all} ({names}). Ce que la base en contenait reste. Voyez le journal.</translation>
    </message>
    <message>
      <source>Search for datasets</source>
      <translation>Chercher des jeux de données</translation>
    </message>
    <message>
      <source>Asks all enabled sources side by side, or those named, and writes what was found, best first: what covers the territory, can be loaded and is fresh. A source that does not answer is a warning; when none does, the search fails.

Sources:
{sources}</source>
      <translation>Interroge côte à côte toutes les sources activées, ou celles qui sont nommées, et écrit ce qui est trouvé, le meilleur d’abord : ce qui couvre le territoire, se charge et est récent. Une source qui ne répond pas est un avertissement ; quand aucune ne répond, la recherche échoue.

Sources :
{sources}</translation>
    </message>
    <message>
      <source>Nothing asks for all there is.</source>
      <translation>Rien demande tout ce qu’il y a.</translation>
    </message>
    <message>
      <source>Sources</source>
      <translation>Sources</translation>
    </message>
    <message>
      <source>Ids apart by commas, semicolons or spaces, or services written as kind:address, for instance wfs:https://host/ows, csw:… or oapif:… (apart by semicolons when an address has commas). Nothing: all enabled sources.</source>
      <translation>Identifiants séparés par des virgules, points-virgules ou espaces, ou services écrits protocole:adresse, par exemple wfs:https://hote/ows, csw:… ou oapif:… (séparés par des points-virgules quand une adresse a des virgules). Rien : toutes les sources activées.</translation>
    </message>
    <message>
      <source>Facets</source>
      <translation>Facettes</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Résultats</translation>
    </message>
    <message>
      <source>Number of results</source>
      <translation>Nombre de résultats</translation>
    </message>
    <message>
      <source>Number of sources that failed</source>
      <translation>Nombre de sources en échec</translation>
    </message>
    <message>
      <source>The facet coverage speaks of a territory: choose one in TERRITORY.</source>
      <translation>La facette coverage parle d’un territoire : choisissez-en un dans TERRITORY.</translation>
    </message>
    <message>
      <source>Written as facet=value,value;facet=value, for instance format=csv,geojson;licence=Licence Ouverte 2.0;coverage=territory. Facets: {facets}.</source>
      <translation>Écrit facette=valeur,valeur;facette=valeur, par exemple format=csv,geojson;licence=Licence Ouverte 2.0;coverage=territory. Facettes : {facets}.</translation>
    </message>
    <message>
      <source>{found} found, of {total}</source>
      <translation>résultats : {found} sur {total}</translation>
    </message>
    <message>
      <source>No source has answered. {sentences}</source>
      <translation>Aucune source n’a répondu. {sentences}</translation>
    </message>
    <message>
      <source>OUTPUT is named {file}: results end in .json or .csv.</source>
      <translation>OUTPUT s’appelle {file} : les résultats se terminent par .json ou .csv.</translation>
    </message>
    <message>
      <source>“{part}” is not understood: write facet=value, for instance format=csv.</source>
      <translation>« {part} » n’est pas compris : écrivez facette=valeur, par exemple format=csv.</translation>
    </message>
    <message>
      <source>Unknown facet “{facet}”: choose among {known}.</source>
      <translation>Facette inconnue « {facet} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>The facet {facet} has no value “{value}”: choose among {known}.</source>
      <translation>La facette {facet} n’a pas de valeur « {value} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>Synchronise with the shared store</source>
      <translation>Synchroniser avec l’entrepôt partagé</translation>
    </message>
    <message>
      <source>Copies harmonised datasets, precise contours and kept figures between a GeoPackage of yours and a store shared in PostgreSQL: what is newer, with its provenance; the earlier data stay as snapshots. What was copied from the shared store is there without a network. Run again, it copies nothing. Who may only read the shared store gets what is newer there.</source>
      <translation>Copie les jeux harmonisés, les contours précis et les chiffres gardés entre un GeoPackage à vous et un entrepôt partagé dans PostgreSQL : ce qui est plus récent, avec sa provenance ; les données antérieures restent comme instantanés. Ce qui a été copié de l’entrepôt partagé est là sans réseau. Relancé, il ne copie rien. Qui peut seulement lire l’entrepôt partagé reçoit ce qui y est plus récent.</translation>
    </message>
    <message>
      <source>{count} of {all} could not be copied ({names}): they are as they were. See the log.</source>
      <translation>{count} sur {all} n’ont pas pu être copiés ({names}) : ils restent tels quels. Voyez le journal.</translation>
    </message>
    <message>
      <source>Shared store</source>
      <translation>Entrepôt partagé</translation>
    </message>
    <message>
      <source>postgis:connection/schema with the name of a connection of QGIS; empty: the one that is chosen in QGIS's options.</source>
      <translation>postgis:connexion/schéma avec le nom d’une connexion de QGIS ; vide : celui qui est choisi dans les options de QGIS.</translation>
    </message>
    <message>
      <source>Store of yours</source>
      <translation>Votre entrepôt</translation>
    </message>
    <message>
      <source>A GeoPackage; empty: that of the profile.</source>
      <translation>Un GeoPackage ; vide : celui du profil.</translation>
    </message>
    <message>
      <source>Entries of the catalogue or layers, apart by commas; empty: all, with the precise contours and the figures.</source>
      <translation>Entrées du catalogue ou couches, séparées par des virgules ; vide : toutes, avec les contours précis et les chiffres.</translation>
    </message>
    <message>
      <source>{store} is not shared: give STORE as postgis:connection/schema, or choose it in QGIS's options.</source>
      <translation>{store} n’est pas partagé : donnez STORE comme postgis:connexion/schéma, ou choisissez-le dans les options de QGIS.</translation>
    </message>
    <message>
      <source>Direction</source>
      <translation>Sens</translation>
    </message>
    <message>
      <source>Number of copies from the shared store</source>
      <translation>Nombre de copies depuis l’entrepôt partagé</translation>
    </message>
    <message>
      <source>Number of copies to the shared store</source>
      <translation>Nombre de copies vers l’entrepôt partagé</translation>
    </message>
    <message>
      <source>LOCAL is no GeoPackage: give the path of one (.gpkg).</source>
      <translation>LOCAL n’est pas un GeoPackage : donnez le chemin d’un fichier .gpkg.</translation>
    </message>
    <message>
      <source>Entry of a catalogue</source>
      <translation>Entrée d’un catalogue</translation>
    </message>
    <message>
      <source>The id of an entry of the curated catalogue, or source:id for another one (as vigie:search gives them), for instance datagouv:5d5f1d3b634f41709b8be59d. Or leave it empty and give URL.</source>
      <translation>L’identifiant d’une entrée du catalogue harmonisé, ou source:identifiant pour une autre (comme les donne vigie:search), par exemple datagouv:5d5f1d3b634f41709b8be59d. Ou laissez vide et donnez URL.</translation>
    </message>
    <message>
      <source>Address or file</source>
      <translation>Adresse ou fichier</translation>
    </message>
    <message>
      <source>The address of a file or of a service on the web, or the path of a file of this computer.</source>
      <translation>L’adresse d’un fichier ou d’un service sur le web, ou le chemin d’un fichier de cet ordinateur.</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Nature</translation>
    </message>
    <message>
      <source>wfs, oapif, wms, wmts, esri-features, csv, xlsx, geojson, gtfs… Empty: the address or the content tells.</source>
      <translation>wfs, oapif, wms, wmts, esri-features, csv, xlsx, geojson, gtfs… Vide : l’adresse ou le contenu l’indique.</translation>
    </message>
    <message>
      <source>Options of reading (JSON)</source>
      <translation>Options de lecture (JSON)</translation>
    </message>
    <message>
      <source>OPTIONS is not a JSON object: write it between braces.</source>
      <translation>OPTIONS n’est pas un objet JSON : écrivez-le entre accolades.</translation>
    </message>
    <message>
      <source>What is not to be guessed, for instance {example}. Options: layer, encoding, separator, decimal, header_row, place (none, xy, text or code), x, y, geometry, code, crs.</source>
      <translation>Ce qui n’est pas à deviner, par exemple {example}. Options : layer, encoding, separator, decimal, header_row, place (none, xy, text ou code), x, y, geometry, code, crs.</translation>
    </message>
    <message>
      <source>OPTIONS is not JSON ({error}): write for instance {example}.</source>
      <translation>OPTIONS n’est pas du JSON ({error}) : écrivez par exemple {example}.</translation>
    </message>
    <message>
      <source>Polygons of a territory</source>
      <translation>Polygones d’un territoire</translation>
    </message>
    <message>
      <source>Gives one polygon for each commune, EPCI, département or région of a territory, with its code, name and population (2026 geographic code). The embedded contours are generalised: good for maps, not for measuring near a border. Precise ones are fetched when FETCH is checked; they are kept, and used from then on by all algorithms.</source>
      <translation>Donne un polygone pour chaque commune, EPCI, département ou région d’un territoire, avec son code, son nom et sa population (code officiel géographique 2026). Les contours embarqués sont généralisés : bons pour des cartes, pas pour mesurer près d’une limite. Les contours précis sont téléchargés si FETCH est coché ; ils sont gardés, et tous les algorithmes s’en servent ensuite.</translation>
    </message>
    <message>
      <source>Fetch precise contours</source>
      <translation>Télécharger les contours précis</translation>
    </message>
    <message>
      <source>Those of the territory’s départements, from the Géoplateforme, else from geo.api.gouv.fr, else from contour files.</source>
      <translation>Ceux des départements du territoire, depuis la Géoplateforme, sinon geo.api.gouv.fr, sinon des fichiers de contours.</translation>
    </message>
    <message>
      <source>{count} units have no contour: {names}.</source>
      <translation>Unités territoriales sans contour ({count}) : {names}.</translation>
    </message>
    <message>
      <source>Zones to compute by</source>
      <translation>Zones de calcul</translation>
    </message>
    <message>
      <source>Makes the zones of a territory: squares or hexagons of so many metres, the communes, EPCI, départements or régions, or groups of communes that a table of yours gives (SCoT, PETR, bassins de vie…).

Grids are of the legal coordinate system; their cells are counted from its origin, so that a cell has the same place and code whatever the territory. Only those that share an area with the territory are made. A territory over several legal systems has a grid in each, in one layer of longitudes and latitudes.

Groups are of the communes inside the territory. Codes of other years become today’s; what has no code, no group or no row is told. A commune in several groups is refused.</source>
      <translation>Crée les zones d’un territoire : carrés ou hexagones d’un nombre donné de mètres, communes, EPCI, départements ou régions, ou groupes de communes que donne une de vos tables (SCoT, PETR, bassins de vie…).

Les grilles sont dans le système de coordonnées légal ; leurs cellules sont comptées depuis son origine, si bien qu’une cellule a la même place et le même code quel que soit le territoire. Seules celles qui partagent une surface avec le territoire sont créées. Un territoire à cheval sur plusieurs systèmes légaux a une grille dans chacun, réunies dans une même couche en longitude et latitude.

Les groupes ne comprennent que des communes du territoire. Les codes d’autres années deviennent ceux d’aujourd’hui ; ce qui n’a pas de code, de groupe ou de ligne est signalé. Une commune dans plusieurs groupes est refusée.</translation>
    </message>
    <message>
      <source>Size of cells in metres (of hexagons: between two sides)</source>
      <translation>Taille des cellules en mètres (pour des hexagones : entre deux côtés opposés)</translation>
    </message>
    <message>
      <source>Cut cells along the territory</source>
      <translation>Couper les cellules au territoire</translation>
    </message>
    <message>
      <source>Cells along the border are then smaller than the others.</source>
      <translation>Les cellules en limite sont alors plus petites que les autres.</translation>
    </message>
    <message>
      <source>Table of groups</source>
      <translation>Table des groupes</translation>
    </message>
    <message>
      <source>A row a commune, with its INSEE code and the code of its group.</source>
      <translation>Une ligne par commune, avec son code Insee et le code de son groupe.</translation>
    </message>
    <message>
      <source>{count} communes have no contour of their own, no cell is made for them alone: {names}.</source>
      <translation>Communes sans contour à elles : {count} ({names}). Aucune cellule n’est créée pour elles seules.</translation>
    </message>
    <message>
      <source>TABLE announces {announced} rows, {read} could be read: check the layer.</source>
      <translation>TABLE – lignes annoncées : {announced} ; lignes lues : {read}. Vérifiez la couche.</translation>
    </message>
    <message>
      <source>QGIS’s own algorithms are not there: start QGIS with them to make grids.</source>
      <translation>Les algorithmes propres à QGIS sont absents : démarrez QGIS avec eux pour créer des grilles.</translation>
    </message>
    <message>
      <source>QGIS could not draw the grid: see the log.</source>
      <translation>QGIS n’a pas pu tracer la grille : voyez le journal.</translation>
    </message>
    <message>
      <source>Zones</source>
      <translation>Zones</translation>
    </message>
    <message>
      <source>Field of INSEE codes</source>
      <translation>Champ des codes Insee</translation>
    </message>
    <message>
      <source>Field of the codes of groups</source>
      <translation>Champ des codes de groupes</translation>
    </message>
    <message>
      <source>Field of the names of groups</source>
      <translation>Champ des noms de groupes</translation>
    </message>
    <message>
      <source>Give TABLE: the layer or table that says which commune is in which group.</source>
      <translation>Donnez TABLE : la couche ou la table qui dit dans quel groupe est chaque commune.</translation>
    </message>
    <message>
      <source>{parameter} is no field of the table: choose one of {fields}.</source>
      <translation>{parameter} n’est pas un champ de la table : choisissez parmi {fields}.</translation>
    </message>
  </context>
  <context>
    <name>publications</name>
    <message>
      <source>Address known from documentation, never verified: say so if it fails.</source>
      <translation>Adresse connue par la documentation, jamais vérifiée : signalez-le si elle échoue.</translation>
    </message>
    <message>
      <source>Tested on a recorded answer; never called from here.</source>
      <translation>Testé sur une réponse enregistrée ; jamais appelé d’ici.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>{file} ne peut pas être lu : {why}.</translation>
    </message>
    <message>
      <source>{file} is not a library of this version: remove it, then refresh the publications to make it again.</source>
      <translation>{file} n’est pas une bibliothèque de cette version : supprimez-le, puis actualisez les publications pour la refaire.</translation>
    </message>
    <message>
      <source>Names of places</source>
      <translation>Noms de lieux</translation>
    </message>
    <message>
      <source>Unknown filter “{name}”: choose among {known}.</source>
      <translation>Filtre inconnu « {name} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>Unknown order “{name}”: choose among {known}.</source>
      <translation>Ordre inconnu « {name} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>Unknown feed “{id}”: choose among {known}.</source>
      <translation>Flux inconnu « {id} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>“{date}” is no date: write it as 2026, 2026-11 or 2026-11-25.</source>
      <translation>« {date} » n’est pas une date : écrivez-la 2026, 2026-11 ou 2026-11-25.</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>Statistics</source>
      <translation>Statistiques</translation>
    </message>
    <message>
      <source>Study</source>
      <translation>Étude</translation>
    </message>
    <message>
      <source>Dataset</source>
      <translation>Jeu de données</translation>
    </message>
    <message>
      <source>Guide</source>
      <translation>Guide</translation>
    </message>
    <message>
      <source>Decision or consultation</source>
      <translation>Décision ou consultation</translation>
    </message>
    <message>
      <source>News</source>
      <translation>Actualité</translation>
    </message>
  </context>
  <context>
    <name>readers</name>
    <message>
      <source>A geometry is damaged: mend it with QGIS's “Fix geometries”.</source>
      <translation>Une géométrie est abîmée : réparez-la avec « Réparer les géométries » de QGIS.</translation>
    </message>
  </context>
  <context>
    <name>recipe</name>
    <message>
      <source>“{column}” is no column of the result: they are {known}</source>
      <translation>« {column} » n’est pas une colonne du résultat : ce sont {known}</translation>
    </message>
    <message>
      <source>only recipes that come with this software have embedded files</source>
      <translation>seules les recettes livrées avec l’extension ont des fichiers embarqués</translation>
    </message>
    <message>
      <source>it recodes more than {count} values</source>
      <translation>plus de {count} valeurs y sont recodées</translation>
    </message>
    <message>
      <source>The recipe</source>
      <translation>La recette</translation>
    </message>
    <message>
      <source>there is no {territory}: write france, region:93 or departement:05</source>
      <translation>{territory} n’existe pas : écrivez france, region:93 ou departement:05</translation>
    </message>
    <message>
      <source>no such column is known: they are {known}; others go to extra</source>
      <translation>cette colonne n’est pas connue : les colonnes sont {known} ; les autres vont dans extra</translation>
    </message>
    <message>
      <source>it needs one of {names}</source>
      <translation>il y faut l’un de ceux-ci : {names}</translation>
    </message>
    <message>
      <source>only services are given the commune where they lie</source>
      <translation>la commune ne peut être déduite de la position que pour des services</translation>
    </message>
    <message>
      <source>nothing in it tells the variable: name it with (?P&lt;variable&gt;…), or give “variable”</source>
      <translation>rien n’y désigne la variable : nommez-la par (?P&lt;variable&gt;…), ou donnez « variable »</translation>
    </message>
    <message>
      <source>only perimeters are merged</source>
      <translation>seuls les périmètres peuvent être fusionnés</translation>
    </message>
    <message>
      <source>rows that are all kept are told apart by their id</source>
      <translation>des lignes toutes gardées se distinguent par leur id</translation>
    </message>
    <message>
      <source>rows that are all kept, or merged, are not chosen by a date</source>
      <translation>des lignes toutes gardées, ou fusionnées, ne se choisissent pas d’après une date</translation>
    </message>
    <message>
      <source>a verified source names its sample, and no other one does</source>
      <translation>une source vérifiée nomme son échantillon, et elle seule le fait</translation>
    </message>
    <message>
      <source>{file} is no recipe: it is larger than {size} kB.</source>
      <translation>{file} n’est pas une recette : ce fichier dépasse {size} ko.</translation>
    </message>
    <message>
      <source>a column of the file gives it already</source>
      <translation>une colonne du fichier la donne déjà</translation>
    </message>
    <message>
      <source>measures have none</source>
      <translation>les mesures n’en ont pas</translation>
    </message>
    <message>
      <source>it is for columns that the common schema does not have</source>
      <translation>cet endroit est pour les colonnes que le schéma commun n’a pas</translation>
    </message>
    <message>
      <source>only measures are carried from a vintage</source>
      <translation>seules les mesures sont reportées d’un millésime à l’autre</translation>
    </message>
    <message>
      <source>a recipe from outside names no file of this computer</source>
      <translation>une recette venue d’ailleurs ne nomme aucun fichier de cet ordinateur</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>Impossible de lire {file} : {why}.</translation>
    </message>
    <message>
      <source>it has neither a minimum nor a maximum</source>
      <translation>il n’y a ni minimum ni maximum</translation>
    </message>
    <message>
      <source>it is recoded by a file already</source>
      <translation>un fichier fait déjà ce recodage</translation>
    </message>
    <message>
      <source>no such kind of file is read: they are {known}</source>
      <translation>cette sorte de fichier n’est pas lue : ce sont {known}</translation>
    </message>
    <message>
      <source>nothing tells “{column}”</source>
      <translation>rien ne donne « {column} »</translation>
    </message>
  </context>
  <context>
    <name>reference</name>
    <message>
      <source>{title} ({producer}, {licence}), fetched on {date}, communes of {vintage}</source>
      <translation>{title} ({producer}, {licence}), obtenus le {date}, communes de {vintage}</translation>
    </message>
    <message>
      <source>No source gave precise contours of {territory}. {why}</source>
      <translation>Aucune source n’a donné de contours précis pour {territory}. {why}</translation>
    </message>
    <message>
      <source>{source} does not give contours with one of the columns {columns} any more.</source>
      <translation>« {source} » ne donne plus de contours avec l’une des colonnes {columns}.</translation>
    </message>
    <message>
      <source>{territory} spans {count} départements: precise contours are fetched for {most} at most.</source>
      <translation>{territory} s’étend sur {count} départements : les contours précis ne sont téléchargés que pour {most} au plus.</translation>
    </message>
    <message>
      <source>, simplified to {metres} m</source>
      <translation>, simplifiés à {metres} m</translation>
    </message>
    <message>
      <source>{source}: where {territory} lies is not known, so that it cannot be asked for.</source>
      <translation>« {source} » : {territory} n’a pas d’emplacement connu, et ne peut donc pas être demandé.</translation>
    </message>
  </context>
  <context>
    <name>refreshing</name>
    <message>
      <source>Someone else has just refreshed it: {count} rows, data of {date}.</source>
      <translation>Quelqu’un d’autre vient de l’actualiser : {count} lignes, données de {date}.</translation>
    </message>
    <message>
      <source>Its source has another version than the one of {date}.</source>
      <translation>Sa source a une autre version que celle du {date}.</translation>
    </message>
    <message>
      <source>It is what its source gives today (fetched on {date}).</source>
      <translation>C’est ce que sa source donne aujourd’hui (obtenu le {date}).</translation>
    </message>
    <message>
      <source>Its source does not tell whether it has changed since {date}.</source>
      <translation>Sa source ne dit pas si elle a changé depuis le {date}.</translation>
    </message>
    <message>
      <source>{count} rows without an identifier of their own were compared as wholes.</source>
      <translation>Lignes sans identifiant à elles, comparées en entier : {count}.</translation>
    </message>
    <message>
      <source>{after} % of its rows are rejected, {before} % before ({reasons})</source>
      <translation>lignes rejetées : {after} %, contre {before} % avant ({reasons})</translation>
    </message>
    <message>
      <source>A copy of {date} now comes with the software: refresh the layer to have it.</source>
      <translation>Une copie plus récente ({date}) est maintenant livrée avec l’extension : actualisez la couche pour l’avoir.</translation>
    </message>
    <message>
      <source>{count} rows loaded, data of {date}.</source>
      <translation>Lignes chargées : {count} ; date des données : {date}.</translation>
    </message>
    <message>
      <source>The data of {date} stay.</source>
      <translation>Les anciennes données restent (date : {date}).</translation>
    </message>
    <message>
      <source>{added} added, {removed} removed, {moved} moved, {changed} changed, {unchanged} unchanged, data of {date}.</source>
      <translation>Lignes ajoutées : {added}, retirées : {removed}, déplacées : {moved}, modifiées : {changed}, inchangées : {unchanged} ; date des données : {date}.</translation>
    </message>
    <message>
      <source>it has no row left for this territory</source>
      <translation>il n’y reste aucune ligne pour ce territoire</translation>
    </message>
    <message>
      <source>its rows fell from {before} to {after}</source>
      <translation>le nombre de ses lignes est tombé de {before} à {after}</translation>
    </message>
    <message>
      <source>its rows have lost their positions</source>
      <translation>ses lignes ont perdu leurs positions</translation>
    </message>
    <message>
      <source>It is the last copy that comes with the software, of {date}.</source>
      <translation>C’est la dernière copie livrée avec l’extension ({date}).</translation>
    </message>
    <message>
      <source>The live source of the producer may have newer data.</source>
      <translation>La source en ligne du producteur a peut-être des données plus récentes.</translation>
    </message>
    <message>
      <source>Unchanged, data of {date}.</source>
      <translation>Inchangé ; date des données : {date}.</translation>
    </message>
    <message>
      <source>The structure of the source has changed: {what}.</source>
      <translation>La structure de la source a changé : {what}.</translation>
    </message>
    <message>
      <source>The store has no {names}: check the names, or give the territory to load them for.</source>
      <translation>La base n’a pas {names} : vérifiez les noms, ou donnez le territoire pour lequel les charger.</translation>
    </message>
    <message>
      <source>It is not kept in {store} any more.</source>
      <translation>Cette couche n’est plus conservée dans {store}.</translation>
    </message>
    <message>
      <source>nearly none of its identifiers is the same</source>
      <translation>presque aucun de ses identifiants n’est resté le même</translation>
    </message>
    <message>
      <source>columns are empty ({columns})</source>
      <translation>des colonnes sont vides ({columns})</translation>
    </message>
  </context>
  <context>
    <name>remote</name>
    <message>
      <source>This layer has more than {count} fields: it cannot be copied.</source>
      <translation>Cette couche a plus de {count} champs : elle ne peut pas être copiée.</translation>
    </message>
    <message>
      <source>this version of the server does not give pages</source>
      <translation>cette version du serveur ne donne pas de pages</translation>
    </message>
    <message>
      <source>Only the rows whose “{column}” is a code of {territory} were asked of {host}, with the types that it gives to columns; rows without a code are not among them.</source>
      <translation>Seules les lignes dont « {column} » est un code du territoire ({territory}) ont été demandées à {host}, avec les types qu’il donne aux colonnes ; les lignes sans code n’y sont pas.</translation>
    </message>
    <message>
      <source>{host} cannot be asked for the rows of {territory} only: no column of codes allows it.</source>
      <translation>{host} ne peut pas donner les seules lignes du territoire ({territory}) : aucune colonne de codes ne le permet.</translation>
    </message>
    <message>
      <source>{host} does not say how many rows {territory} has.</source>
      <translation>{host} ne dit pas combien de lignes concernent le territoire ({territory}).</translation>
    </message>
    <message>
      <source>Features cannot be copied from a resource of the kind “{kind}”.</source>
      <translation>Les entités d’une ressource de nature « {kind} » ne peuvent pas être copiées.</translation>
    </message>
    <message>
      <source>Features could not be kept in {folder} while they were copied: {why}.</source>
      <translation>Les entités n’ont pas pu être gardées dans {folder} pendant leur copie : {why}.</translation>
    </message>
    <message>
      <source>Nothing in this layer tells which rows are in {territory}: all are kept.</source>
      <translation>Rien dans cette couche n’indique quelles lignes sont dans le territoire ({territory}) : toutes sont gardées.</translation>
    </message>
    <message>
      <source>Positions do not fall where {host} announces them: look at the layer on the map before using it.</source>
      <translation>Les positions ne tombent pas là où {host} les annonce : regardez la couche sur la carte avant de vous en servir.</translation>
    </message>
    <message>
      <source>{count} features have a geometry that cannot be read: they are kept without it.</source>
      <translation>Entités dont la géométrie ne peut pas être lue : {count}. Elles sont gardées sans elle.</translation>
    </message>
    <message>
      <source>{host} announced {announced} features and gave {read}.</source>
      <translation>{host} a annoncé {announced} entités et en a donné {read}.</translation>
    </message>
    <message>
      <source>{host} gives latitude before longitude: this was put right.</source>
      <translation>{host} donne la latitude avant la longitude : l’ordre a été rétabli.</translation>
    </message>
    <message>
      <source>{host} has no layer “{layer}” any more: look for it again in the search.</source>
      <translation>{host} n’a plus de couche « {layer} » : cherchez-la à nouveau dans la recherche.</translation>
    </message>
    <message>
      <source>{host} does not say how many features there are and gave {read}, which may not be all: some may be missing. Copy a smaller territory.</source>
      <translation>{host} ne dit pas combien il y a d’entités et en a donné {read}, ce qui n’est peut-être pas tout : il peut en manquer. Copiez un territoire plus petit.</translation>
    </message>
    <message>
      <source>{host} announced {announced} features and gave {read}, then refused to go on. {told} Copy a smaller territory.</source>
      <translation>{host} a annoncé {announced} entités et en a donné {read}, puis a refusé de continuer. {told} Copiez un territoire plus petit.</translation>
    </message>
    <message>
      <source>{host} announced {announced} features and gave {read} different ones, some of them several times: it does not keep its order from one page to the next. Others may be missing. Copy a smaller territory.</source>
      <translation>{host} a annoncé {announced} entités et en a donné {read} différentes, dont certaines plusieurs fois : son ordre change d’une page à l’autre. D’autres peuvent manquer. Copiez un territoire plus petit.</translation>
    </message>
    <message>
      <source>{host} announced {announced} features and gave {read}: it stops there, and sends the same ones again when it is asked for the next. The others are missing. Copy a smaller territory.</source>
      <translation>{host} a annoncé {announced} entités et en a donné {read} : il s’arrête là, et renvoie les mêmes quand on lui demande les suivantes. Les autres manquent. Copiez un territoire plus petit.</translation>
    </message>
    <message>
      <source>{host} announced {announced} features and gave only {read}: the others are missing. Copy a smaller territory.</source>
      <translation>{host} a annoncé {announced} entités et n’en a donné que {read} : les autres manquent. Copiez un territoire plus petit.</translation>
    </message>
    <message>
      <source>“{value}” is no code: the table cannot be asked for it.</source>
      <translation>« {value} » n’est pas un code : il ne peut pas être demandé à la table.</translation>
    </message>
    <message>
      <source>The table could not be kept in {folder}: {why}.</source>
      <translation>La table n’a pas pu être gardée dans {folder} : {why}.</translation>
    </message>
  </context>
  <context>
    <name>reports</name>
    <message>
      <source>Differences are with the plain mean of the territories shown.</source>
      <translation>Les différences sont celles avec la moyenne simple des territoires présentés.</translation>
    </message>
    <message>
      <source>Indicator</source>
      <translation>Indicateur</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>Titre</translation>
    </message>
    <message>
      <source>Unit</source>
      <translation>Unité</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>Date</translation>
    </message>
    <message>
      <source>What is better</source>
      <translation>Ce qui vaut mieux</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>more is better</source>
      <translation>plus vaut mieux</translation>
    </message>
    <message>
      <source>less is better</source>
      <translation>moins vaut mieux</translation>
    </message>
    <message>
      <source>neither</source>
      <translation>ni l’un ni l’autre</translation>
    </message>
    <message>
      <source>difference to the mean</source>
      <translation>écart à la moyenne</translation>
    </message>
    <message>
      <source>Comparison of territories</source>
      <translation>Comparaison de territoires</translation>
    </message>
    <message>
      <source>Ranks are among the territories shown: 1 is the highest value, which is not always the best.</source>
      <translation>Les rangs sont parmi les territoires présentés : 1 est la valeur la plus haute, qui n’est pas toujours la meilleure.</translation>
    </message>
    <message>
      <source>Not compared</source>
      <translation>Non comparés</translation>
    </message>
    <message>
      <source>Limits, and what is missing</source>
      <translation>Limites et données manquantes</translation>
    </message>
    <message>
      <source>Methods</source>
      <translation>Méthodes</translation>
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
      <source>Two territories at least are needed to compare: write for instance commune:05061,commune:05046.</source>
      <translation>Il faut deux territoires au moins pour comparer : écrivez par exemple commune:05061,commune:05046.</translation>
    </message>
    <message>
      <source>{indicator}: totals of territories of different levels are not compared, rates are.</source>
      <translation>{indicator} : les totaux de territoires d’échelons différents ne se comparent pas, les taux si.</translation>
    </message>
    <message>
      <source>difference to {name}</source>
      <translation>écart à {name}</translation>
    </message>
    <message>
      <source>Differences are with {name}.</source>
      <translation>Les écarts sont ceux avec {name}.</translation>
    </message>
    <message>
      <source>territories {first} to {last} of {count}</source>
      <translation>territoires {first} à {last} sur {count}</translation>
    </message>
    <message>
      <source>better</source>
      <translation>mieux</translation>
    </message>
    <message>
      <source>worse</source>
      <translation>moins bien</translation>
    </message>
    <message>
      <source>Computed on {when} with Vigie territoriale.</source>
      <translation>Calculé le {when} avec Vigie territoriale.</translation>
    </message>
    <message>
      <source>rank {place} of {count}</source>
      <translation>rang {place} sur {count}</translation>
    </message>
    <message>
      <source>value</source>
      <translation>valeur</translation>
    </message>
    <message>
      <source>rank</source>
      <translation>rang</translation>
    </message>
    <message>
      <source>remark</source>
      <translation>remarque</translation>
    </message>
    <message>
      <source>Territory</source>
      <translation>Territoire</translation>
    </message>
    <message>
      <source>No commune of {territory} has a contour: there is no map of it.</source>
      <translation>{territory} : aucune commune n’a de contour, il n’y a pas de carte.</translation>
    </message>
    <message>
      <source>inhabitants</source>
      <translation>habitants</translation>
    </message>
    <message>
      <source>No figure is known at two dates.</source>
      <translation>Aucun chiffre n’est connu à deux dates.</translation>
    </message>
    <message>
      <source>Municipal population</source>
      <translation>Population municipale</translation>
    </message>
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
      <source>not known: no copy of it is at hand</source>
      <translation>non connu : aucune copie n’est à disposition</translation>
    </message>
    <message>
      <source>not known: the source is partial</source>
      <translation>non connu : la source est partielle</translation>
    </message>
    <message>
      <source>missing</source>
      <translation>absent</translation>
    </message>
    <message>
      <source>{kept} rows kept of {read} read</source>
      <translation>Lignes lues : {read}, retenues : {kept}</translation>
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
      <source>Class of density with the most inhabitants</source>
      <translation>Classe de densité la plus peuplée</translation>
    </message>
    <message>
      <source>Class of density</source>
      <translation>Classe de densité</translation>
    </message>
    <message>
      <source>{value} (partial)</source>
      <translation>{value} (partiel)</translation>
    </message>
    <message>
      <source>Code</source>
      <translation>Code</translation>
    </message>
    <message>
      <source>Seat</source>
      <translation>Chef-lieu</translation>
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
      <source>inh. per km²</source>
      <translation>hab./km²</translation>
    </message>
    <message>
      <source>Municipal population {year}</source>
      <translation>Population municipale {year}</translation>
    </message>
    <message>
      <source>{names} and {more} more</source>
      <translation>{names} et {more} de plus</translation>
    </message>
    <message>
      <source>present ({count})</source>
      <translation>présent ({count})</translation>
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
      <source>Neighbouring communes</source>
      <translation>Communes voisines</translation>
    </message>
    <message>
      <source>{file} cannot be written: check that the folder may be written to and that no program holds it.</source>
      <translation>Impossible d’écrire {file} : vérifiez que vous avez le droit d’écrire dans le dossier et qu’aucun autre logiciel n’utilise le fichier.</translation>
    </message>
    <message>
      <source>{file} cannot be written: check the folder, and the room on the disk.</source>
      <translation>{file} ne peut pas être écrit : vérifiez le dossier, et la place sur le disque.</translation>
    </message>
    <message>
      <source>Own perimeter</source>
      <translation>Périmètre propre</translation>
    </message>
    <message>
      <source>Communes that stand for “{layer}”: {count}, which hold {share} % of its area. The figures are those of whole communes, not of the polygons themselves.</source>
      <translation>Communes qui représentent « {layer} » : {count}, qui contiennent {share} % de sa surface. Les chiffres sont ceux de communes entières, non des polygones mêmes.</translation>
    </message>
    <message>
      <source>Own perimeter, by its communes: {communes}</source>
      <translation>Périmètre propre, par ses communes : {communes}</translation>
    </message>
    <message>
      <source>The polygons of “{layer}” mean no commune: check where they lie.</source>
      <translation>Les polygones de « {layer} » ne désignent aucune commune : vérifiez où ils se trouvent.</translation>
    </message>
    <message>
      <source>Section</source>
      <translation>Rubrique</translation>
    </message>
    <message>
      <source>Subject</source>
      <translation>Sujet</translation>
    </message>
    <message>
      <source>Level</source>
      <translation>Échelon</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>Valeur</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>Texte</translation>
    </message>
    <message>
      <source>Remark</source>
      <translation>Remarque</translation>
    </message>
    <message>
      <source>it is neither PNG nor SVG</source>
      <translation>ce n’est ni du PNG ni du SVG</translation>
    </message>
    <message>
      <source>Unknown template “{template}”: choose among {known}, or give a .json file.</source>
      <translation>Modèle inconnu « {template} » : choisissez parmi {known}, ou donnez un fichier .json.</translation>
    </message>
    <message>
      <source>its size is not one of a logo</source>
      <translation>sa taille n’est pas celle d’un logo</translation>
    </message>
    <message>
      <source>it is damaged</source>
      <translation>il est endommagé</translation>
    </message>
    <message>
      <source>{file} is refused as a logo: {why}.</source>
      <translation>{file} est refusé comme logo : {why}.</translation>
    </message>
    <message>
      <source>it holds “{name}”</source>
      <translation>il contient « {name} »</translation>
    </message>
    <message>
      <source>it is larger than {size} kB</source>
      <translation>il dépasse {size} ko</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>{file} ne peut pas être lu : {why}.</translation>
    </message>
    <message>
      <source>In short</source>
      <translation>En bref</translation>
    </message>
    <message>
      <source>Identity</source>
      <translation>Identité</translation>
    </message>
    <message>
      <source>Situation</source>
      <translation>Situation</translation>
    </message>
    <message>
      <source>Indicators</source>
      <translation>Indicateurs</translation>
    </message>
    <message>
      <source>Map of an indicator</source>
      <translation>Carte d’un indicateur</translation>
    </message>
    <message>
      <source>Charts</source>
      <translation>Graphiques</translation>
    </message>
    <message>
      <source>Evolution</source>
      <translation>Évolution</translation>
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
      <source>Map of the services</source>
      <translation>Carte des services</translation>
    </message>
    <message>
      <source>Services expected of a territory of its class</source>
      <translation>Services attendus pour un territoire de sa classe</translation>
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
      <source>Members</source>
      <translation>Composition</translation>
    </message>
    <message>
      <source>Territorial fact sheet</source>
      <translation>Fiche territoriale</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Nothing is missing.</source>
      <translation>Aucune donnée ne manque.</translation>
    </message>
    <message>
      <source>Map of the communes: {what}</source>
      <translation>Carte des communes : {what}</translation>
    </message>
    <message>
      <source>Logo of {owner}</source>
      <translation>Logo de {owner}</translation>
    </message>
    <message>
      <source>Not on this map: {names}.</source>
      <translation>Hors de cette carte : {names}.</translation>
    </message>
  </context>
  <context>
    <name>requirements</name>
    <message>
      <source>GeoParquet needs a GDAL with its Parquet driver, or the Python library pyarrow, and neither is here: install pyarrow, or give a GeoPackage.</source>
      <translation>GeoParquet demande un GDAL avec son pilote Parquet, ou la bibliothèque Python pyarrow, et ni l’un ni l’autre n’est là : installez pyarrow, ou donnez un GeoPackage.</translation>
    </message>
    <message>
      <source>Several workers need the Python library distributed (of Dask), which is not here: install it, or compute in one process (--workers 0).</source>
      <translation>Plusieurs processus demandent la bibliothèque Python distributed (de Dask), qui n’est pas là : installez-la, ou calculez en un seul processus (--workers 0).</translation>
    </message>
    <message>
      <source>This needs the Python library {library}, which this QGIS lacks: install the full QGIS package (Windows, macOS) or the library from your system's packages, then start QGIS again.</source>
      <translation>Cette fonction a besoin de la bibliothèque Python {library}, absente de ce QGIS : installez le paquet complet de QGIS (Windows, macOS) ou la bibliothèque depuis les paquets de votre système, puis redémarrez QGIS.</translation>
    </message>
  </context>
  <context>
    <name>selecting</name>
    <message>
      <source>{communes} communes, {people} inhabitants: they hold {share} % of {measure}.</source>
      <translation>Communes : {communes} ; habitants : {people} ; part de la sélection qui s’y trouve ({measure}) : {share} %.</translation>
    </message>
    <message>
      <source>under 1 %</source>
      <translation>moins de 1 %</translation>
    </message>
    <message>
      <source>the selected area</source>
      <translation>en surface</translation>
    </message>
    <message>
      <source>the selected length</source>
      <translation>en longueur</translation>
    </message>
    <message>
      <source>the selected points</source>
      <translation>en nombre de points</translation>
    </message>
    <message>
      <source>{count} features have no position: they are not counted.</source>
      <translation>Entités sans position, non comptées : {count}.</translation>
    </message>
    <message>
      <source>{share} %</source>
      <translation>{share} %</translation>
    </message>
    <message>
      <source>Taken: {names}.</source>
      <translation>Communes retenues : {names}.</translation>
    </message>
    <message>
      <source>Touched, but left out: {names}.</source>
      <translation>Communes touchées, mais laissées de côté : {names}.</translation>
    </message>
    <message>
      <source>and {count} more</source>
      <translation>et {count} de plus</translation>
    </message>
  </context>
  <context>
    <name>settings</name>
    <message>
      <source>The environment variable {name} is ignored: “{value}” is not one of its values ({allowed}).</source>
      <translation>La variable d’environnement {name} est ignorée : « {value} » n’est pas une de ses valeurs ({allowed}).</translation>
    </message>
  </context>
  <context>
    <name>shared_catalog</name>
    <message>
      <source>a source to search on a machine that you did not allow</source>
      <translation>une source à chercher sur une machine que vous n’avez pas autorisée</translation>
    </message>
    <message>
      <source>an expression that opens files or looks at the computer</source>
      <translation>une expression qui ouvre des fichiers ou regarde l’ordinateur</translation>
    </message>
    <message>
      <source>an indicator whose id is that of one of yours, “{id}”</source>
      <translation>un indicateur dont l’identifiant est celui d’un des vôtres, « {id} »</translation>
    </message>
    <message>
      <source>Version {version} of “{title}” is published in {place}.</source>
      <translation>La version {version} de « {title} » est publiée dans {place}.</translation>
    </message>
    <message>
      <source>It is asked in plain http: members will have to allow it.</source>
      <translation>Elle est demandée en simple http : les membres devront l’autoriser.</translation>
    </message>
    <message>
      <source>It lies on this computer or on a drive of yours: {path}. Put it on the share of the catalogue.</source>
      <translation>Elle se trouve sur cet ordinateur ou sur un de vos lecteurs : {path}. Mettez-la sur le partage du catalogue.</translation>
    </message>
    <message>
      <source>Members could not open everything: {lines} Mend it, or leave these layers out.</source>
      <translation>Les membres ne pourraient pas tout ouvrir : {lines} Corrigez, ou laissez ces couches de côté.</translation>
    </message>
    <message>
      <source>{file} was changed since it was read: look at the difference again.</source>
      <translation>{file} a été modifié depuis sa lecture : regardez de nouveau la différence.</translation>
    </message>
    <message>
      <source>It does not say its coordinate system.</source>
      <translation>Elle ne dit pas son système de coordonnées.</translation>
    </message>
    <message>
      <source>Nothing is written to an address: publish into a folder, then put it there.</source>
      <translation>On n’écrit pas à une adresse : publiez dans un dossier, puis mettez-le à cet endroit.</translation>
    </message>
    <message>
      <source>It has no licence: write one in its metadata.</source>
      <translation>Elle n’a pas de licence : écrivez-en une dans ses métadonnées.</translation>
    </message>
    <message>
      <source>It has no coordinate system.</source>
      <translation>Elle n’a pas de système de coordonnées.</translation>
    </message>
    <message>
      <source>Its path begins at the folder of the catalogue, which lies in none.</source>
      <translation>Son chemin part du dossier du catalogue, qui n’est dans aucun.</translation>
    </message>
    <message>
      <source>Members do not open files of this kind from a catalogue: {file}.</source>
      <translation>Les membres n’ouvrent pas de fichiers de ce type depuis un catalogue : {file}.</translation>
    </message>
    <message>
      <source>Nothing changed since version {version}.</source>
      <translation>Rien n’a changé depuis la version {version}.</translation>
    </message>
    <message>
      <source>A new place: {root} (layers: {count})</source>
      <translation>Un nouvel emplacement : {root} (couches : {count})</translation>
    </message>
    <message>
      <source>The version goes back from {before} to {after}.</source>
      <translation>La version recule de {before} à {after}.</translation>
    </message>
    <message>
      <source>Themes</source>
      <translation>Thèmes</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Couches</translation>
    </message>
    <message>
      <source>Styles</source>
      <translation>Styles</translation>
    </message>
    <message>
      <source>Recipes</source>
      <translation>Recettes</translation>
    </message>
    <message>
      <source>Indicators</source>
      <translation>Indicateurs</translation>
    </message>
    <message>
      <source>Fact-sheet templates</source>
      <translation>Modèles de fiches</translation>
    </message>
    <message>
      <source>Sources to search</source>
      <translation>Sources à chercher</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>{part}, added: {title}</source>
      <translation>{part}, ajout : {title}</translation>
    </message>
    <message>
      <source>{part}, taken away: {title}</source>
      <translation>{part}, retrait : {title}</translation>
    </message>
    <message>
      <source>{part}, changed: {title} ({fields})</source>
      <translation>{part}, modification : {title} ({fields})</translation>
    </message>
    <message>
      <source>Published by</source>
      <translation>Publié par</translation>
    </message>
    <message>
      <source>Layers in {root}: {count}</source>
      <translation>Couches dans {root} : {count}</translation>
    </message>
    <message>
      <source>Version {before} → {after}</source>
      <translation>Version {before} → {after}</translation>
    </message>
    <message>
      <source>Changed: {field}</source>
      <translation>Modifié : {field}</translation>
    </message>
    <message>
      <source>Another {field}: {value}</source>
      <translation>Autre {field} : {value}</translation>
    </message>
    <message>
      <source>Version {version}, seen on {date}.</source>
      <translation>Version {version}, vue le {date}.</translation>
    </message>
    <message>
      <source>It could not be refreshed: {why} The last good version stays in force.</source>
      <translation>Il n’a pas pu être actualisé : {why} La dernière bonne version reste en vigueur.</translation>
    </message>
    <message>
      <source>The copy that is kept here was changed: it is not used. Refresh the catalogue.</source>
      <translation>La copie gardée ici a été modifiée : elle n’est pas utilisée. Actualisez le catalogue.</translation>
    </message>
    <message>
      <source>A later version waits for you to accept it.</source>
      <translation>Une version plus récente attend que vous l’acceptiez.</translation>
    </message>
    <message>
      <source>“{name}” waits for you to look at it: open the list of catalogues.</source>
      <translation>« {name} » attend que vous l’examiniez : ouvrez la liste des catalogues.</translation>
    </message>
    <message>
      <source>{place} is not in the list any more.</source>
      <translation>{place} n’est plus dans la liste.</translation>
    </message>
    <message>
      <source>{place} is in the list already.</source>
      <translation>{place} est déjà dans la liste.</translation>
    </message>
    <message>
      <source>it declares entities</source>
      <translation>il déclare des entités</translation>
    </message>
    <message>
      <source>Left out: {what} ({count}).</source>
      <translation>Laissé de côté : {what} ({count}).</translation>
    </message>
    <message>
      <source>it is not well-formed XML</source>
      <translation>ce n’est pas du XML bien formé</translation>
    </message>
    <message>
      <source>{file} is refused: {why}.</source>
      <translation>{file} est refusé : {why}.</translation>
    </message>
    <message>
      <source>it is larger than {size} MB</source>
      <translation>il dépasse {size} Mo</translation>
    </message>
    <message>
      <source>it has more than {count} elements</source>
      <translation>il a plus de {count} éléments</translation>
    </message>
    <message>
      <source>{file} is no catalogue: it is larger than {size} MB.</source>
      <translation>{file} n’est pas un catalogue : il dépasse {size} Mo.</translation>
    </message>
    <message>
      <source>The style “{style}” is not the one that the catalogue announces: it is not used.</source>
      <translation>Le style « {style} » n’est pas celui que le catalogue annonce : il n’est pas utilisé.</translation>
    </message>
    <message>
      <source>{file} needs version {wanted} of Vigie territoriale, this one is {mine}: update it.</source>
      <translation>{file} demande la version {wanted} de Vigie territoriale, celle-ci est la {mine} : mettez-la à jour.</translation>
    </message>
    <message>
      <source>Other layers</source>
      <translation>Autres couches</translation>
    </message>
    <message>
      <source>“{catalogue}” has no layer “{layer}”: refresh it.</source>
      <translation>« {catalogue} » n’a pas de couche « {layer} » : actualisez-le.</translation>
    </message>
    <message>
      <source>its expressions open files or look at the computer</source>
      <translation>ses expressions ouvrent des fichiers ou regardent l’ordinateur</translation>
    </message>
    <message>
      <source>a logo is a file, which a catalogue does not carry</source>
      <translation>un logo est un fichier, qu’un catalogue ne transporte pas</translation>
    </message>
    <message>
      <source>a catalogue shares neither credentials nor sources of this software</source>
      <translation>un catalogue ne partage ni identifiants ni sources de ce logiciel</translation>
    </message>
    <message>
      <source>it needs either “file” or “content”</source>
      <translation>il faut soit « file », soit « content »</translation>
    </message>
    <message>
      <source>it has no id</source>
      <translation>il n’a pas d’identifiant</translation>
    </message>
    <message>
      <source>it is not the digest of “content”</source>
      <translation>ce n’est pas l’empreinte de « content »</translation>
    </message>
    <message>
      <source>“{id}” is not in the catalogue</source>
      <translation>« {id} » n’est pas dans le catalogue</translation>
    </message>
    <message>
      <source>“{id}” is one of the library</source>
      <translation>« {id} » est de la bibliothèque</translation>
    </message>
    <message>
      <source>“{id}” is there twice</source>
      <translation>« {id} » y est deux fois</translation>
    </message>
    <message>
      <source>“{written}” is no place of a catalogue: give an address (https://…), a path, or {example}.</source>
      <translation>« {written} » n’est pas l’emplacement d’un catalogue : donnez une adresse (https://…), un chemin, ou {example}.</translation>
    </message>
    <message>
      <source>Its path leads out of its folder: it is not opened.</source>
      <translation>Son chemin sort de son dossier : elle n’est pas ouverte.</translation>
    </message>
    <message>
      <source>Take the name and the password out of the address: choose credentials of QGIS instead.</source>
      <translation>Retirez le nom et le mot de passe de l’adresse : choisissez plutôt des identifiants de QGIS.</translation>
    </message>
    <message>
      <source>Its address holds a user name or a password: it is not used.</source>
      <translation>Son adresse contient un nom d’utilisateur ou un mot de passe : elle n’est pas utilisée.</translation>
    </message>
    <message>
      <source>It lies in {root}, which you have not allowed: see the catalogue in the options.</source>
      <translation>Elle se trouve dans {root}, que vous n’avez pas autorisé : voyez le catalogue dans les options.</translation>
    </message>
    <message>
      <source>A catalogue in a table has its styles inside, not in files.</source>
      <translation>Un catalogue dans une table a ses styles à l’intérieur, non dans des fichiers.</translation>
    </message>
    <message>
      <source>Files of the kind “{suffix}” are not opened from a catalogue.</source>
      <translation>Les fichiers du type « {suffix} » ne sont pas ouverts depuis un catalogue.</translation>
    </message>
    <message>
      <source>{file} is too large.</source>
      <translation>{file} est trop volumineux.</translation>
    </message>
    <message>
      <source>it becomes larger than {size} MB once unpacked</source>
      <translation>il dépasse {size} Mo une fois décompressé</translation>
    </message>
    <message>
      <source>a layer of another project, or of a plugin</source>
      <translation>une couche d’un autre projet, ou d’une extension</translation>
    </message>
    <message>
      <source>a layer whose source could run something</source>
      <translation>une couche dont la source pourrait exécuter quelque chose</translation>
    </message>
    <message>
      <source>a layer whose source leads to other sources</source>
      <translation>une couche dont la source mène à d’autres sources</translation>
    </message>
    <message>
      <source>a layer that lies in a place which you have not allowed</source>
      <translation>une couche qui se trouve à un emplacement que vous n’avez pas autorisé</translation>
    </message>
    <message>
      <source>it is no project of QGIS</source>
      <translation>ce n’est pas un projet de QGIS</translation>
    </message>
    <message>
      <source>its archive cannot be read</source>
      <translation>son archive ne peut pas être lue</translation>
    </message>
    <message>
      <source>a user name or a password in the source of a layer</source>
      <translation>un nom d’utilisateur ou un mot de passe dans la source d’une couche</translation>
    </message>
    <message>
      <source>a picture that is fetched from a file or an address</source>
      <translation>une image cherchée dans un fichier ou à une adresse</translation>
    </message>
    <message>
      <source>a page inside a layout</source>
      <translation>une page dans une mise en page</translation>
    </message>
    <message>
      <source>a path, an address or an expression that leads out of the project</source>
      <translation>un chemin, une adresse ou une expression qui sort du projet</translation>
    </message>
    <message>
      <source>its archive holds too many files</source>
      <translation>son archive contient trop de fichiers</translation>
    </message>
    <message>
      <source>its archive does not hold one project</source>
      <translation>son archive ne contient pas un projet</translation>
    </message>
    <message>
      <source>a file beside the project in its archive</source>
      <translation>un fichier à côté du projet dans son archive</translation>
    </message>
    <message>
      <source>macros or functions in Python</source>
      <translation>des macros ou des fonctions en Python</translation>
    </message>
    <message>
      <source>actions</source>
      <translation>des actions</translation>
    </message>
    <message>
      <source>code or files that open with a form</source>
      <translation>du code ou des fichiers qui s’ouvrent avec un formulaire</translation>
    </message>
    <message>
      <source>properties of other software</source>
      <translation>des propriétés d’autres logiciels</translation>
    </message>
    <message>
      <source>a part named “{name}”</source>
      <translation>une partie nommée « {name} »</translation>
    </message>
    <message>
      <source>labels that are pages of HTML</source>
      <translation>des étiquettes qui sont des pages HTML</translation>
    </message>
    <message>
      <source>a map tip with scripts, pictures or forms</source>
      <translation>une infobulle de carte avec des scripts, des images ou des formulaires</translation>
    </message>
    <message>
      <source>the path of a file, or an address</source>
      <translation>le chemin d’un fichier, ou une adresse</translation>
    </message>
    <message>
      <source>it is no SLD style</source>
      <translation>ce n’est pas un style SLD</translation>
    </message>
    <message>
      <source>it is no style of QGIS</source>
      <translation>ce n’est pas un style de QGIS</translation>
    </message>
    <message>
      <source>a page or an action inside a form</source>
      <translation>une page ou une action dans un formulaire</translation>
    </message>
    <message>
      <source>a field that opens files or pages in the form</source>
      <translation>un champ qui ouvre des fichiers ou des pages dans le formulaire</translation>
    </message>
    <message>
      <source>data asked of elsewhere</source>
      <translation>des données demandées ailleurs</translation>
    </message>
  </context>
  <context>
    <name>store</name>
    <message>
      <source>none</source>
      <translation>aucune</translation>
    </message>
    <message>
      <source>QGIS has no connection to PostgreSQL named “{name}”: it has {known}.</source>
      <translation>QGIS n’a pas de connexion PostgreSQL nommée « {name} ». Connexions connues : {known}.</translation>
    </message>
    <message>
      <source>“{written}” is no store: give a GeoPackage (.gpkg), or postgis:connection/schema.</source>
      <translation>« {written} » n’est pas une base : donnez un GeoPackage (.gpkg), ou postgis:connexion/schéma.</translation>
    </message>
    <message>
      <source>“{written}” is no schema of PostgreSQL: write postgis:connection/schema.</source>
      <translation>« {written} » n’est pas un schéma de PostgreSQL : écrivez postgis:connexion/schéma.</translation>
    </message>
    <message>
      <source>The contours that were kept cannot be read: remove the file {file}, then fetch them again.</source>
      <translation>Les contours qui étaient gardés ne peuvent pas être lus : supprimez le fichier {file}, puis téléchargez-les à nouveau.</translation>
    </message>
    <message>
      <source>check that its folder exists and may be written to, and that the disk is not full</source>
      <translation>vérifiez que son dossier existe, que vous avez le droit d’y écrire et que le disque n’est pas plein</translation>
    </message>
    <message>
      <source>the disk is full or does not answer; make room</source>
      <translation>le disque est plein ou ne répond pas ; faites de la place</translation>
    </message>
    <message>
      <source>the server refused; see the log</source>
      <translation>le serveur a refusé ; consultez le journal</translation>
    </message>
    <message>
      <source>another program holds it; close that one, or try again in a moment</source>
      <translation>un autre programme s’en sert ; fermez-le, ou réessayez dans un instant</translation>
    </message>
    <message>
      <source>it may only be read; ask for the right to write to it and to its folder</source>
      <translation>il n’est accessible qu’en lecture ; demandez le droit d’y écrire, ainsi que dans son dossier</translation>
    </message>
    <message>
      <source>it is missing, damaged or no GeoPackage; restore it from a copy, or move it away</source>
      <translation>il est absent, endommagé, ou n’est pas un GeoPackage ; reprenez-le d’une sauvegarde, ou déplacez-le</translation>
    </message>
    <message>
      <source>someone else is writing to it; try again in a moment</source>
      <translation>quelqu’un d’autre est en train d’y écrire ; réessayez dans un instant</translation>
    </message>
    <message>
      <source>the server refuses the right to do so; ask its administrator</source>
      <translation>le serveur n’en donne pas le droit ; adressez-vous à son administrateur</translation>
    </message>
    <message>
      <source>views of others use its present columns; remove them first</source>
      <translation>des vues créées par d’autres utilisent ses colonnes actuelles ; supprimez-les d’abord</translation>
    </message>
    <message>
      <source>the server does not accept the user or the password</source>
      <translation>le serveur n’accepte pas l’utilisateur ou le mot de passe</translation>
    </message>
    <message>
      <source>the server knows no such user or database; check the connection</source>
      <translation>le serveur ne connaît pas cet utilisateur ou cette base ; vérifiez la connexion</translation>
    </message>
    <message>
      <source>the server does not answer, or has stopped; try again once it runs</source>
      <translation>le serveur ne répond pas, ou s’est arrêté ; réessayez quand il fonctionnera</translation>
    </message>
    <message>
      <source>{file} cannot be written: {why}. Nothing in it was changed.</source>
      <translation>Impossible d’écrire {file} : {why}. Rien n’y a été modifié.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}.</source>
      <translation>Impossible de lire {file} : {why}.</translation>
    </message>
    <message>
      <source>{file} is being written by another QGIS: try again once it has ended.</source>
      <translation>Un autre QGIS est en train d’écrire {file} : réessayez quand il aura fini.</translation>
    </message>
    <message>
      <source>You may not read {store}: ask its administrator for the role {role}.</source>
      <translation>Vous ne pouvez pas lire {store} : demandez à son administrateur le rôle {role}.</translation>
    </message>
    <message>
      <source>You may read {store}, but not write to it: what others refresh there is yours to use; to refresh it yourself, ask its administrator for the role {role}.</source>
      <translation>Vous pouvez lire {store}, mais non y écrire : ce que d’autres y actualisent est à votre disposition ; pour l’actualiser vous-même, demandez à son administrateur le rôle {role}.</translation>
    </message>
    <message>
      <source>{store} has the layout of an earlier version: who made it has to write to it once with this version.</source>
      <translation>{store} a l’organisation d’une version antérieure : qui l’a créé doit y écrire une fois avec cette version.</translation>
    </message>
    <message>
      <source>{store} is no store yet, and you may not make one: give its administrator the two files of {folder} (see the guide).</source>
      <translation>{store} n’est pas encore un entrepôt, et vous ne pouvez pas en créer un : donnez à son administrateur les deux fichiers de {folder} (voir le guide).</translation>
    </message>
    <message>
      <source>Someone else is refreshing “{name}”: waiting for it…</source>
      <translation>Quelqu’un d’autre actualise « {name} » : attente…</translation>
    </message>
    <message>
      <source>{store} cannot be written: {why}. Nothing in it was changed.</source>
      <translation>Impossible d’écrire dans {store} : {why}. Rien n’y a été modifié.</translation>
    </message>
    <message>
      <source>{store} cannot be read: {why}.</source>
      <translation>Impossible de lire {store} : {why}.</translation>
    </message>
    <message>
      <source>“{schema}” cannot name a schema: use small letters, digits and underscores.</source>
      <translation>« {schema} » ne peut pas être le nom d’un schéma : utilisez des minuscules sans accent, des chiffres et des tirets bas.</translation>
    </message>
    <message>
      <source>“{name}” is too long a name for PostgreSQL: choose a shorter one.</source>
      <translation>« {name} » est un nom trop long pour PostgreSQL : choisissez-en un plus court.</translation>
    </message>
    <message>
      <source>{store} has no PostGIS: ask its administrator for CREATE EXTENSION postgis, then try again.</source>
      <translation>{store} n’a pas PostGIS : demandez CREATE EXTENSION postgis à son administrateur, puis réessayez.</translation>
    </message>
    <message>
      <source>the first date</source>
      <translation>la première date</translation>
    </message>
    <message>
      <source>{indicator}: figures of {date}, kept by {store}, computed on {computed}. {sources}</source>
      <translation>{indicator} : chiffres de {date}, gardés par {store}, calculés le {computed}. {sources}</translation>
    </message>
    <message>
      <source>{store} keeps no figure of “{indicator}” of {date} for these zones: compute it from data of that date, and keep it.</source>
      <translation>{store} ne garde aucun chiffre de « {indicator} » de {date} pour ces zones : calculez-le à partir de données de cette date, et gardez-le.</translation>
    </message>
    <message>
      <source>no figure kept of {date}</source>
      <translation>aucun chiffre gardé de {date}</translation>
    </message>
    <message>
      <source>series broken since {date}: the definition or the layers changed</source>
      <translation>série rompue depuis {date} : la définition ou les couches ont changé</translation>
    </message>
    <message>
      <source>The table {schema}.{table} cannot be used: {why}.</source>
      <translation>La table {schema}.{table} ne peut pas être utilisée : {why}.</translation>
    </message>
    <message>
      <source>The table {schema}.{table} holds no catalogue.</source>
      <translation>La table {schema}.{table} ne contient pas de catalogue.</translation>
    </message>
    <message>
      <source>{schema}.{table} was changed since it was read: look at the difference again.</source>
      <translation>{schema}.{table} a été modifiée depuis sa lecture : regardez de nouveau la différence.</translation>
    </message>
    <message>
      <source>{store} was made by a later version of Vigie territoriale: update the plugin. Nothing was changed.</source>
      <translation>{store} a été créé par une version plus récente de Vigie territoriale : mettez l’extension à jour. Rien n’a été modifié.</translation>
    </message>
    <message>
      <source>{store} has no version {version} of “{name}”.</source>
      <translation>{store} n’a pas de version {version} de « {name} ».</translation>
    </message>
  </context>
  <context>
    <name>styles</name>
    <message>
      <source>natural breaks (Jenks)</source>
      <translation>ruptures naturelles (Jenks)</translation>
    </message>
    <message>
      <source>quantiles</source>
      <translation>quantiles</translation>
    </message>
    <message>
      <source>equal intervals</source>
      <translation>intervalles égaux</translation>
    </message>
    <message>
      <source>round bounds</source>
      <translation>bornes rondes</translation>
    </message>
    <message>
      <source>others</source>
      <translation>autres</translation>
    </message>
    <message>
      <source>{unit}: the area of the circle is in proportion</source>
      <translation>{unit} : la surface du cercle est proportionnelle</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>no data</source>
      <translation>pas de donnée</translation>
    </message>
  </context>
  <context>
    <name>syncing</name>
    <message>
      <source>Precise contours</source>
      <translation>Contours précis</translation>
    </message>
    <message>
      <source>Figures kept</source>
      <translation>Chiffres gardés</translation>
    </message>
    <message>
      <source>The same on both sides.</source>
      <translation>Pareil des deux côtés.</translation>
    </message>
    <message>
      <source>{count} rows copied from the shared store, of {date}.</source>
      <translation>{count} lignes copiées depuis l’entrepôt partagé, de {date}.</translation>
    </message>
    <message>
      <source>{count} rows copied to the shared store, of {date}.</source>
      <translation>{count} lignes copiées vers l’entrepôt partagé, de {date}.</translation>
    </message>
    <message>
      <source>Neither {local} nor {shared} has {names}: check the names.</source>
      <translation>Ni {local} ni {shared} n’a {names} : vérifiez les noms.</translation>
    </message>
    <message>
      <source>The same on both sides, data of {date}.</source>
      <translation>Pareil des deux côtés, données de {date}.</translation>
    </message>
    <message>
      <source>Somebody has just changed it: it was left as it is.</source>
      <translation>Quelqu’un vient de le modifier : il a été laissé tel quel.</translation>
    </message>
    <message>
      <source>The same on both sides, fetched on {date}.</source>
      <translation>Pareil des deux côtés, récupéré le {date}.</translation>
    </message>
    <message>
      <source>The shared store has newer data, of {date}: they were not asked for.</source>
      <translation>L’entrepôt partagé a des données plus récentes, de {date} : elles n’étaient pas demandées.</translation>
    </message>
    <message>
      <source>Your store has newer data, of {date}, which were not copied to the shared one.</source>
      <translation>Votre entrepôt a des données plus récentes, de {date}, qui n’ont pas été copiées vers l’entrepôt partagé.</translation>
    </message>
  </context>
  <context>
    <name>tabs</name>
    <message>
      <source>Fact sheet</source>
      <translation>Fiche</translation>
    </message>
  </context>
  <context>
    <name>territory</name>
    <message>
      <source>France (with overseas départements)</source>
      <translation>France (avec les DROM)</translation>
    </message>
    <message>
      <source>year not known</source>
      <translation>année inconnue</translation>
    </message>
    <message>
      <source>{year}; year not known for {people} of them</source>
      <translation>{year} ; année inconnue pour {people} d’entre eux</translation>
    </message>
    <message>
      <source>No territory was given: write for instance epci:200067825 or commune:05061.</source>
      <translation>Aucun territoire indiqué : écrivez par exemple epci:200067825 ou commune:05061.</translation>
    </message>
    <message>
      <source>Unknown territory “{part}”: it is no commune, EPCI, département or région of the {vintage} geographic code.</source>
      <translation>Territoire inconnu « {part} » : ce n’est ni une commune, ni un EPCI, ni un département, ni une région du code officiel géographique {vintage}.</translation>
    </message>
    <message>
      <source>Unknown level “{level}” in “{part}”: write one of {levels}.</source>
      <translation>Échelon inconnu « {level} » dans « {part} » : écrivez l’un de ceux-ci : {levels}.</translation>
    </message>
    <message>
      <source>Did you mean {near}?</source>
      <translation>Vouliez-vous dire {near} ?</translation>
    </message>
    <message>
      <source>Unknown level “{level}”: choose one of {levels}.</source>
      <translation>Échelon inconnu « {level} » : choisissez parmi {levels}.</translation>
    </message>
    <message>
      <source>Contours: {source}, generalised.</source>
      <translation>Contours : {source}, généralisés.</translation>
    </message>
    <message>
      <source>Contours: {source}.</source>
      <translation>Contours : {source}.</translation>
    </message>
    <message>
      <source>“{layer}” holds no contours of communes: it needs a field of INSEE codes.</source>
      <translation>La couche « {layer} » ne donne pas de contours de communes : il lui faut un champ de codes Insee.</translation>
    </message>
    <message>
      <source>commune</source>
      <translation>commune</translation>
    </message>
    <message>
      <source>département</source>
      <translation>département</translation>
    </message>
    <message>
      <source>région</source>
      <translation>région</translation>
    </message>
  </context>
  <context>
    <name>themes</name>
    <message>
      <source>Administrative boundaries</source>
      <translation>Limites administratives</translation>
    </message>
    <message>
      <source>Transport and mobility</source>
      <translation>Transports et mobilités</translation>
    </message>
    <message>
      <source>Risks</source>
      <translation>Risques</translation>
    </message>
    <message>
      <source>Environment, water and nature</source>
      <translation>Environnement, eau et nature</translation>
    </message>
    <message>
      <source>Planning and housing</source>
      <translation>Urbanisme et logement</translation>
    </message>
    <message>
      <source>Economy, employment and agriculture</source>
      <translation>Économie, emploi et agriculture</translation>
    </message>
    <message>
      <source>Health and social action</source>
      <translation>Santé et action sociale</translation>
    </message>
    <message>
      <source>Education, culture and tourism</source>
      <translation>Éducation, culture et tourisme</translation>
    </message>
    <message>
      <source>Base maps and imagery</source>
      <translation>Fonds de carte et imagerie</translation>
    </message>
    <message>
      <source>Other data</source>
      <translation>Autres données</translation>
    </message>
  </context>
  <context>
    <name>vector</name>
    <message>
      <source>Overseas départements are drawn as insets beside mainland France ({count} codes): their positions are false. Count and cut them by their codes.</source>
      <translation>Les départements d’outre-mer sont dessinés en cartouches à côté de la France métropolitaine (codes : {count}) : leurs positions sont fausses. Comptez et coupez ces données par leurs codes.</translation>
    </message>
    <message>
      <source>{count} features lie at sea, west of mainland France: if they are overseas départements drawn as insets, their positions are false.</source>
      <translation>Entités situées en mer, à l’ouest de la France métropolitaine : {count}. S’il s’agit de départements d’outre-mer dessinés en cartouches, leurs positions sont fausses.</translation>
    </message>
    <message>
      <source>This file is part of a longer answer of a service: it has {rows} rows of {announced}.</source>
      <translation>Ce fichier fait partie d’une réponse plus longue d’un service : il a {rows} lignes sur {announced}.</translation>
    </message>
    <message>
      <source>This file is one page of a longer answer of a service: more rows come after its {rows}.</source>
      <translation>Ce fichier est une page d’une réponse plus longue d’un service : d’autres lignes suivent ses {rows}.</translation>
    </message>
    <message>
      <source>Curves became lines.</source>
      <translation>Les courbes sont devenues des lignes.</translation>
    </message>
    <message>
      <source>The file announces {announced} rows, and gives {read}: it is damaged.</source>
      <translation>Le fichier annonce {announced} lignes et en donne {read} : il est endommagé.</translation>
    </message>
    <message>
      <source>{file} holds no layer.</source>
      <translation>{file} ne contient pas de couche.</translation>
    </message>
    <message>
      <source>{count} rows of {rows} have no geometry that can be read.</source>
      <translation>Lignes sans géométrie lisible : {count} sur {rows}.</translation>
    </message>
    <message>
      <source>Fields of binary data are left out: {fields}.</source>
      <translation>Les champs de données binaires sont laissés de côté : {fields}.</translation>
    </message>
    <message>
      <source>“{layer}” has neither codes of territories nor positions: it is kept whole.</source>
      <translation>« {layer} » n’a ni codes de territoires ni positions : elle est gardée entière.</translation>
    </message>
    <message>
      <source>{count} polygons are not valid; they are kept as they are.</source>
      <translation>Polygones non valides, gardés tels quels : {count}.</translation>
    </message>
    <message>
      <source>{file} has no layer “{layer}”: its layers are {layers}.</source>
      <translation>{file} n’a pas de couche « {layer} » : ses couches sont {layers}.</translation>
    </message>
    <message>
      <source>The coordinate reference system is not known: give it (option crs, such as EPSG:2154).</source>
      <translation>Le système de coordonnées n’est pas connu : indiquez-le (option crs, par exemple EPSG:2154).</translation>
    </message>
    <message>
      <source>The file says {own}, in which its coordinates cannot be: they are taken for {crs}. Check on the map.</source>
      <translation>Le fichier annonce {own}, où ses coordonnées ne peuvent pas être : elles sont lues en {crs}. Vérifiez sur la carte.</translation>
    </message>
    <message>
      <source>The file does not say its coordinate reference system: by its coordinates, {crs}. Check on the map.</source>
      <translation>Le fichier ne dit pas son système de coordonnées : d’après ses coordonnées, {crs}. Vérifiez sur la carte.</translation>
    </message>
    <message>
      <source>x and y (longitude and latitude) are exchanged in the file: they were put right. Check on the map.</source>
      <translation>x et y (longitude et latitude) sont échangés dans le fichier : l’ordre a été rétabli. Vérifiez sur la carte.</translation>
    </message>
    <message>
      <source>The file says that its coordinates are in {own}: they are taken for {given}, as asked.</source>
      <translation>Le fichier annonce des coordonnées en {own} : elles sont lues en {given}, comme demandé.</translation>
    </message>
    <message>
      <source>column</source>
      <translation>colonne</translation>
    </message>
    <message>
      <source>{file} cannot be read: it is damaged, or is not of the kind that is announced. GDAL says: {reason}</source>
      <translation>Impossible de lire {file} : ce fichier est endommagé, ou n’est pas de la nature annoncée. GDAL dit : {reason}</translation>
    </message>
    <message>
      <source>Accents are garbled in the text of {file} itself ({count} times).</source>
      <translation>Des accents sont brouillés dans le texte même de {file} ({count} fois).</translation>
    </message>
    <message>
      <source>This QGIS cannot read files of the kind “{kind}”: its GDAL lacks the driver {driver}. Take another format.</source>
      <translation>Ce QGIS ne peut pas lire les fichiers de nature « {kind} » : il manque le pilote {driver} à son GDAL. Prenez un autre format.</translation>
    </message>
    <message>
      <source>{file} cannot be read: files of the kind “{kind}” are not. Look for another format.</source>
      <translation>Impossible de lire {file} : les fichiers de nature « {kind} » ne sont pas lus. Cherchez un autre format.</translation>
    </message>
    <message>
      <source>{file} cannot be read: there is no such file.</source>
      <translation>Impossible de lire {file} : ce fichier n’existe pas.</translation>
    </message>
    <message>
      <source>{file} is being written by another program: try again when it is done.</source>
      <translation>Un autre programme est en train d’écrire {file} : réessayez quand il aura fini.</translation>
    </message>
    <message>
      <source>The encoding of {file} is {told}: it was read as {encoding}. Check the accents.</source>
      <translation>L’encodage de {file} est {told} : il a été lu en {encoding}. Vérifiez les accents.</translation>
    </message>
    <message>
      <source>{file} is not UTF-8, as it should be: it was read as {encoding}. Check the accents.</source>
      <translation>{file} n’est pas en UTF-8, comme il le devrait : il a été lu en {encoding}. Vérifiez les accents.</translation>
    </message>
    <message>
      <source>{file} holds no KML.</source>
      <translation>{file} ne contient pas de KML.</translation>
    </message>
    <message>
      <source>{file} is refused: its table “{table}” is read from somewhere else than the file.</source>
      <translation>{file} est refusé : sa table « {table} » est lue ailleurs que dans le fichier.</translation>
    </message>
    <message>
      <source>not told</source>
      <translation>non précisé</translation>
    </message>
    <message>
      <source>{file} is a view of other MapInfo tables: load those.</source>
      <translation>{file} est une vue sur d’autres tables MapInfo : chargez celles-ci.</translation>
    </message>
    <message>
      <source>{file} is too large once decompressed.</source>
      <translation>{file} est trop gros une fois décompressé.</translation>
    </message>
    <message>
      <source>announced as {encoding}</source>
      <translation>annoncé comme {encoding}</translation>
    </message>
  </context>
  <context>
    <name>vintages</name>
    <message>
      <source>{name}, delegated or associated commune of {into}</source>
      <translation>{name}, commune déléguée ou associée ({into})</translation>
    </message>
    <message>
      <source>taken by its spelling: {names} is written otherwise</source>
      <translation>retenu par son orthographe : {names} s’écrit autrement</translation>
    </message>
    <message>
      <source>no commune has or had that code, as far as the data at hand tell</source>
      <translation>aucune commune n’a ni n’a eu ce code, d’après les données disponibles</translation>
    </message>
    <message>
      <source>at some time between {first} and {year} this code also held {names}: without the year of the codes it is taken as today's</source>
      <translation>à un moment entre {first} et {year}, ce code comprenait aussi {names} : sans l’année des codes, il est pris pour celui d’aujourd’hui</translation>
    </message>
    <message>
      <source>taken as apart from {names}, which has rows of its own: the data at hand do not tell it</source>
      <translation>pris pour distinct de {names}, qui a ses propres lignes : les données à disposition ne le disent pas</translation>
    </message>
    <message>
      <source>the data at hand do not tell whether in {year} this code also held {names}</source>
      <translation>les données disponibles ne disent pas si, en {year}, ce code comprenait aussi {names}</translation>
    </message>
    <message>
      <source>before {year} it was the {name}, divided since among {names}</source>
      <translation>avant {year}, ce code désignait {name}, divisé depuis entre {names}</translation>
    </message>
    <message>
      <source>several communes share that postcode</source>
      <translation>plusieurs communes partagent ce code postal</translation>
    </message>
    <message>
      <source>no commune has that SIREN, nor had in the vintages at hand</source>
      <translation>aucune commune n’a ce SIREN, ni ne l’a eu dans les millésimes disponibles</translation>
    </message>
    <message>
      <source>{name} merged into {into}</source>
      <translation>{name}, fusionnée dans {into}</translation>
    </message>
    <message>
      <source>taken for the commune of {year}: others bore that name or have a part of it, now {names}</source>
      <translation>pris pour la commune de {year} : d’autres portaient ce nom, ou une de leurs parties, aujourd’hui {names}</translation>
    </message>
    <message>
      <source>it is not written as the code of a commune</source>
      <translation>ce n’est pas écrit comme un code de commune</translation>
    </message>
    <message>
      <source>it is a postcode, and the code of no commune that is known here</source>
      <translation>c’est un code postal, et le code d’aucune commune connue ici</translation>
    </message>
    <message>
      <source>old code of {into}, which was renumbered</source>
      <translation>ancien code ; {into} a changé de code</translation>
    </message>
    <message>
      <source>split since among {names}</source>
      <translation>réparti depuis entre {names}</translation>
    </message>
    <message>
      <source>Corse was divided in 1976 into 2A and 2B</source>
      <translation>la Corse a été divisée en 1976 en 2A et 2B</translation>
    </message>
    <message>
      <source>no commune has that postcode: CEDEX and special ones lead to none</source>
      <translation>aucune commune n’a ce code postal : les codes CEDEX et spéciaux ne mènent à aucune</translation>
    </message>
    <message>
      <source>it is the SIREN of an EPCI</source>
      <translation>c’est le SIREN d’un EPCI</translation>
    </message>
    <message>
      <source>several bear that name</source>
      <translation>plusieurs portent ce nom</translation>
    </message>
    <message>
      <source>several bear or bore that name, or a part of them does</source>
      <translation>plusieurs portent ou portaient ce nom, ou une de leurs parties le porte</translation>
    </message>
    <message>
      <source>nothing bears that name</source>
      <translation>aucun territoire ne porte ce nom</translation>
    </message>
    <message>
      <source>its communes are in {into} now</source>
      <translation>ses communes sont aujourd’hui dans {into}</translation>
    </message>
    <message>
      <source>no {level} has that code today</source>
      <translation>ce code n’est aujourd’hui celui d’aucun territoire de l’échelon « {level} »</translation>
    </message>
    <message>
      <source>Unknown kind of codes “{kind}”: choose one of {kinds}.</source>
      <translation>Nature de codes inconnue « {kind} » : choisissez parmi {kinds}.</translation>
    </message>
    <message>
      <source>{kind} and {level} do not go together: choose another level, or another kind of codes.</source>
      <translation>{kind} et {level} ne vont pas ensemble : choisissez un autre échelon, ou une autre nature de codes.</translation>
    </message>
    <message>
      <source>{vintage} is no vintage that is known here: write a year from {first} to {last}, or nothing.</source>
      <translation>{vintage} n’est pas un millésime connu ici : écrivez une année de {first} à {last}, ou rien.</translation>
    </message>
    <message>
      <source>municipal district of {into}</source>
      <translation>arrondissement municipal ({into})</translation>
    </message>
    <message>
      <source>old code in {into}: the data do not tell whether it merged or was renumbered</source>
      <translation>ancien code dans {into} : les données ne disent pas si la commune a fusionné ou changé de code</translation>
    </message>
    <message>
      <source>no EPCI has that SIREN, nor had in the vintages at hand ({years})</source>
      <translation>aucun EPCI n’a ce SIREN, ni ne l’a eu dans les millésimes disponibles ({years})</translation>
    </message>
    <message>
      <source>{name} has had that code since {year} only</source>
      <translation>{name} n’a ce code que depuis {year}</translation>
    </message>
  </context>
  <context>
    <name>working</name>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation>Impossible d’écrire {file} : {why}.</translation>
    </message>
  </context>
  <context>
    <name>zoning</name>
    <message>
      <source>{count} zones are cut by the border of the territory: {names}.</source>
      <translation>Zones coupées par la limite du territoire : {count} ({names}).</translation>
    </message>
    <message>
      <source>{count} rows of the table have no code of a commune of today ({examples}): they are in no zone.</source>
      <translation>Lignes de la table sans code de commune d’aujourd’hui : {count} ({examples}). Elles ne sont dans aucune zone.</translation>
    </message>
    <message>
      <source>{count} communes of the territory are in no zone: {names}.</source>
      <translation>Communes du territoire sans zone : {count} ({names}).</translation>
    </message>
    <message>
      <source>{count} rows of the table have no group: their communes are in no zone.</source>
      <translation>Lignes de la table sans groupe : {count}. Leurs communes ne sont dans aucune zone.</translation>
    </message>
    <message>
      <source>{count} communes of the table lie outside of the territory: they are left out.</source>
      <translation>Communes de la table situées hors du territoire, laissées de côté : {count}.</translation>
    </message>
    <message>
      <source>{count} communes are in several groups: {examples}. A commune may be in one zone only (one that has merged holds the former ones): correct the table.</source>
      <translation>Communes présentes dans plusieurs groupes ({count}) : {examples}. Une commune ne peut être que dans une seule zone (une commune issue d’une fusion comprend les anciennes) : corrigez la table.</translation>
    </message>
    <message>
      <source>No row of the table is a commune of {territory}: choose the field of INSEE codes.</source>
      <translation>Aucune ligne de la table n’est une commune du territoire ({territory}) : choisissez le champ des codes Insee.</translation>
    </message>
  </context>
</TS>
