<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
  <context>
    <name>catalog</name>
    <message>
      <source>Unknown entry “{id}”: the catalogue has {known}.</source>
      <translation>Entrée inconnue « {id} » : le catalogue contient {known}.</translation>
    </message>
    <message>
      <source>“{written}” is not understood: write kind:address, for instance wfs:https://host/ows.</source>
      <translation>« {written} » n’est pas compris : écrivez protocole:adresse, par exemple wfs:https://hote/ows.</translation>
    </message>
    <message>
      <source>Take the name and the password out of the address of {host}: choose credentials of QGIS instead.</source>
      <translation>Retirez le nom et le mot de passe de l’adresse de {host} : choisissez plutôt un identifiant de QGIS.</translation>
    </message>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation>{file} ne peut pas être écrit : {why}.</translation>
    </message>
    <message>
      <source>{title} answers in a way that is not understood: {error}.</source>
      <translation>{title} répond d’une façon qui n’est pas comprise : {error}.</translation>
    </message>
    <message>
      <source>Unknown source “{id}”: choose among {known}, or write kind:address.</source>
      <translation>Source inconnue « {id} » : choisissez parmi {known}, ou écrivez protocole:adresse.</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>{host} answers with an error: “{text}”.</source>
      <translation>{host} répond par une erreur : « {text} ».</translation>
    </message>
    <message>
      <source>{host} answers with “{found}” where the capabilities of a {service} service were expected: check the address and the kind of this source.</source>
      <translation>{host} répond par « {found} » là où les capacités d’un service {service} étaient attendues : vérifiez l’adresse et la nature de cette source.</translation>
    </message>
    <message>
      <source>{host} refuses the question: {reason}</source>
      <translation>{host} refuse la question : {reason}</translation>
    </message>
    <message>
      <source>{host} no longer has the record “{title}”.</source>
      <translation>{host} n’a plus la fiche « {title} ».</translation>
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
      <translation>{host} ne répond pas comme un annuaire de services ArcGIS REST : vérifiez l’adresse et la nature de cette source.</translation>
    </message>
    <message>
      <source>{host} does not answer as an OGC API Features service: it links to no collections. Check the address and the kind of this source.</source>
      <translation>{host} ne répond pas comme un service OGC API Features : il ne mène à aucune collection. Vérifiez l’adresse et la nature de cette source.</translation>
    </message>
    <message>
      <source>{host} has no catalogue of records at this address.</source>
      <translation>{host} n’a pas de catalogue de fiches à cette adresse.</translation>
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
      <source>Choose a territory to begin.</source>
      <translation>Choisissez un territoire pour commencer.</translation>
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
      <source>Something is being made: wait, or cancel it.</source>
      <translation>Un travail est en cours : attendez, ou annulez-le.</translation>
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
      <source>Give a name that ends in .{format}.</source>
      <translation>Donnez un nom qui se termine par .{format}.</translation>
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
      <source>Vigie territoriale: datasets</source>
      <translation>Vigie territoriale : jeux de données</translation>
    </message>
    <message>
      <source>{name}: territory, harmonised layers, indicators, fact sheet ({shortcut})</source>
      <translation>{name} : territoire, couches harmonisées, indicateurs, fiche territoriale ({shortcut})</translation>
    </message>
    <message>
      <source>No licence is written: ask the producer before any reuse.</source>
      <translation>Aucune licence n’est indiquée : demandez au producteur avant toute réutilisation.</translation>
    </message>
    <message>
      <source>Read its terms before any reuse.</source>
      <translation>Lisez ses conditions avant toute réutilisation.</translation>
    </message>
    <message>
      <source>Dataset</source>
      <translation>Jeu de données</translation>
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
      <source>Free reuse: name the source, and share a derived database under the same licence.</source>
      <translation>Réutilisation libre : nommez la source, et partagez sous la même licence une base qui en dérive.</translation>
    </message>
    <message>
      <source>Free reuse: name the author, and share what is derived under the same licence.</source>
      <translation>Réutilisation libre : nommez l’auteur, et partagez sous la même licence ce qui en dérive.</translation>
    </message>
    <message>
      <source>Free reuse, without condition.</source>
      <translation>Réutilisation libre, sans condition.</translation>
    </message>
    <message>
      <source>Free reuse: name the author, link to the licence, and say what was changed.</source>
      <translation>Réutilisation libre : nommez l’auteur, renvoyez à la licence et dites ce qui a été changé.</translation>
    </message>
    <message>
      <source>Free reuse, commercial or not: name the source and the date of its last update.</source>
      <translation>Réutilisation libre, commerciale ou non : nommez la source et la date de sa dernière mise à jour.</translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} Go</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} Mo</translation>
    </message>
    <message>
      <source>{size} kB</source>
      <translation>{size} ko</translation>
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
      <source>Licence</source>
      <translation>Licence</translation>
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
      <source>First rows</source>
      <translation>Premières lignes</translation>
    </message>
    <message>
      <source>{size} bytes</source>
      <translation>{size} octets</translation>
    </message>
    <message>
      <source>“{title}”</source>
      <translation>« {title} »</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>Description</translation>
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
      <source>Filters</source>
      <translation>Filtres</translation>
    </message>
    <message>
      <source>Ask this source again</source>
      <translation>Interroger à nouveau cette source</translation>
    </message>
    <message>
      <source>Only harmonised layers can be added yet: services and files come with the next version.</source>
      <translation>Seules les couches harmonisées s’ajoutent pour l’instant : services et fichiers viendront avec la prochaine version.</translation>
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
      <translation>Écrivez quelques mots, puis Entrée : toutes les sources sont interrogées.</translation>
    </message>
    <message>
      <source>More Results</source>
      <translation>Plus de résultats</translation>
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
      <source>Vigie: searching</source>
      <translation>Vigie : recherche</translation>
    </message>
    <message>
      <source>Vigie: sorting what was found</source>
      <translation>Vigie : tri des résultats</translation>
    </message>
    <message>
      <source>Vigie: reading the details of an entry</source>
      <translation>Vigie : lecture du détail d’un résultat</translation>
    </message>
    <message>
      <source>Reading the first rows…</source>
      <translation>Lecture des premières lignes…</translation>
    </message>
    <message>
      <source>Vigie: reading the first rows</source>
      <translation>Vigie : lecture des premières lignes</translation>
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
      <source>Reading the details…</source>
      <translation>Lecture du détail…</translation>
    </message>
    <message>
      <source>Nothing passes the filters.</source>
      <translation>Rien ne passe les filtres.</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Annulé.</translation>
    </message>
    <message>
      <source>Nothing was found: try fewer or other words.</source>
      <translation>Rien n’a été trouvé : essayez moins de mots, ou d’autres.</translation>
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
      <source>Theme</source>
      <translation>Thème</translation>
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
      <translation>{count} source : {parts}</translation>
    </message>
    <message>
      <source>{count} sources: {parts}</source>
      <translation>{count} sources : {parts}</translation>
    </message>
    <message>
      <source>{count} answered</source>
      <translation>ont répondu : {count}</translation>
    </message>
    <message>
      <source>{count} asked</source>
      <translation>interrogées : {count}</translation>
    </message>
    <message>
      <source>{count} slow</source>
      <translation>lentes : {count}</translation>
    </message>
    <message>
      <source>{count} failed</source>
      <translation>en échec : {count}</translation>
    </message>
    <message>
      <source>{count} cancelled</source>
      <translation>annulées : {count}</translation>
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
      <translation>interrogation… {seconds} s</translation>
    </message>
    <message>
      <source>slow: asking for {seconds} s</source>
      <translation>lente : interrogée depuis {seconds} s</translation>
    </message>
    <message>
      <source>cancelled before it answered</source>
      <translation>annulée avant sa réponse</translation>
    </message>
    <message>
      <source>failed: {why}</source>
      <translation>échec : {why}</translation>
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
      <source>data.gouv.fr: APIs</source>
      <translation>data.gouv.fr : API</translation>
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
      <translation>Elle répond : {count} entrées.</translation>
    </message>
    <message>
      <source>Sources of the Search</source>
      <translation>Sources de la recherche</translation>
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
      <source>Remove</source>
      <translation>Retirer</translation>
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
      <source>Add to the List</source>
      <translation>Ajouter à la liste</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>Titre</translation>
    </message>
    <message>
      <source>Address</source>
      <translation>Adresse</translation>
    </message>
    <message>
      <source>Credentials</source>
      <translation>Identifiant</translation>
    </message>
    <message>
      <source>Vigie: testing a source</source>
      <translation>Vigie : essai d’une source</translation>
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
      <translation>« {title} » est dans la liste : essayez-la, puis validez par OK.</translation>
    </message>
    <message>
      <source>asking…</source>
      <translation>interrogation…</translation>
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
      <source>“{layer}” is used in place of “{role}”, placed by position.</source>
      <translation>« {layer} » est utilisée à la place de « {role} », située par sa position.</translation>
    </message>
    <message>
      <source>Inhabitants counted in {zones} are those of {year}, but in {places} their year is not known.</source>
      <translation>Les habitants comptés pour {zones} sont ceux de {year}, mais pour {places} l’année n’est pas connue.</translation>
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
      <source>“{layer}” has no geometry: nothing can be placed. Load a text file as a delimited text layer, or write delimitedtext://file:///data/benches.csv?xField=lon&amp;yField=lat&amp;crs=EPSG:4326.</source>
      <translation>« {layer} » n’a pas de géométrie : rien ne peut être situé. Chargez un fichier texte comme couche de texte délimité, ou écrivez delimitedtext://file:///donnees/bancs.csv?xField=lon&amp;yField=lat&amp;crs=EPSG:4326.</translation>
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
      <source>The download could not be kept in {folder}: {why}.</source>
      <translation>Impossible d’enregistrer le téléchargement dans {folder} : {why}.</translation>
    </message>
    <message>
      <source>The proxy does not let this through: check its address, name and password in QGIS's options (Network).</source>
      <translation>Le proxy ne laisse pas passer : vérifiez son adresse, le nom et le mot de passe dans les options de QGIS (Réseau).</translation>
    </message>
    <message>
      <source>The certificate of {host} is not trusted: add it in QGIS's options (Authentication) if you trust it.</source>
      <translation>Le certificat de {host} n’est pas reconnu : ajoutez-le dans les options de QGIS (Authentification) si vous lui faites confiance.</translation>
    </message>
    <message>
      <source>{host} no longer has this at that address.</source>
      <translation>{host} n’a plus rien à cette adresse.</translation>
    </message>
    <message>
      <source>{host} is out of order (answer {status}): try again later.</source>
      <translation>{host} est en panne (réponse {status}) : réessayez plus tard.</translation>
    </message>
    <message>
      <source>{host} is too slow: no whole answer in time. Try again later.</source>
      <translation>{host} est trop lent : pas de réponse entière à temps. Réessayez plus tard.</translation>
    </message>
    <message>
      <source>{host} sends more than {size} MB: refused.</source>
      <translation>{host} envoie plus de {size} Mo : refusé.</translation>
    </message>
    <message>
      <source>{host} sent a web page, or something else, in place of data: the address may have changed, or the network asks for a password.</source>
      <translation>{host} a envoyé une page web, ou autre chose, à la place de données : l’adresse a pu changer, ou le réseau demande un mot de passe.</translation>
    </message>
    <message>
      <source>{host} cannot be reached: check the network and QGIS's proxy settings.</source>
      <translation>{host} est injoignable : vérifiez le réseau et le proxy dans les options de QGIS.</translation>
    </message>
    <message>
      <source>{host} asks for a right of access (answer {status}): choose credentials for this source.</source>
      <translation>{host} demande un droit d’accès (réponse {status}) : choisissez un identifiant pour cette source.</translation>
    </message>
    <message>
      <source>{host} refuses this request (answer {status}).</source>
      <translation>{host} refuse cette requête (réponse {status}).</translation>
    </message>
    <message>
      <source>{host} receives too many requests: try again in {seconds} s.</source>
      <translation>{host} reçoit trop de requêtes : réessayez dans {seconds} s.</translation>
    </message>
    <message>
      <source>{host} receives too many requests, or is being maintained: try again later.</source>
      <translation>{host} reçoit trop de requêtes, ou est en maintenance : réessayez plus tard.</translation>
    </message>
  </context>
  <context>
    <name>observatory</name>
    <message>
      <source>“{title}” does not cover {territory}: this copy is limited to {coverage}.</source>
      <translation>« {title} » ne couvre pas {territory} : cette copie est limitée à {coverage}.</translation>
    </message>
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
      <source>Use the live source.</source>
      <translation>Utilisez la source en ligne.</translation>
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
      <translation>Rôle « {role} » inconnu dans LAYERS : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>{name} cannot be written into {folder}: {why}. Choose another folder.</source>
      <translation>{name} ne peut pas être écrit dans {folder} : {why}. Choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>{name} and {other} are the same file: choose another one for {name}.</source>
      <translation>{name} et {other} sont le même fichier : choisissez-en un autre pour {name}.</translation>
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
      <source>OUTPUT is named {file}: a fact sheet ends in .html or .pdf.</source>
      <translation>OUTPUT s’appelle {file} : une fiche se termine par .html ou .pdf.</translation>
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
      <source>Search for datasets</source>
      <translation>Chercher des jeux de données</translation>
    </message>
    <message>
      <source>Asks all enabled sources side by side, or those named, and writes what was found, best first: what covers the territory, can be loaded and is fresh. A source that does not answer is a warning; when none does, the search fails.

Sources:
{sources}</source>
      <translation>Interroge côte à côte toutes les sources activées, ou celles qui sont nommées, et écrit ce qui est trouvé, le meilleur d’abord : ce qui couvre le territoire, se charge et est récent. Une source qui ne répond pas est un avertissement ; quand aucune ne répond, la recherche échoue.

Sources :
{sources}</translation>
    </message>
    <message>
      <source>Words</source>
      <translation>Mots</translation>
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
      <translation>Identifiants séparés par des virgules, points-virgules ou espaces, ou services écrits protocole:adresse, par exemple wfs:https://hote/ows, csw:… ou oapif:… (séparés par des points-virgules quand une adresse a des virgules). Rien : toutes les sources activées.</translation>
    </message>
    <message>
      <source>Facets</source>
      <translation>Facettes</translation>
    </message>
    <message>
      <source>Most results</source>
      <translation>Résultats au plus</translation>
    </message>
    <message>
      <source>Order</source>
      <translation>Ordre</translation>
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
      <translation>La facette coverage parle d’un territoire : choisissez-en un dans TERRITORY.</translation>
    </message>
    <message>
      <source>Written as facet=value,value;facet=value, for instance format=csv,geojson;licence=Licence Ouverte 2.0;coverage=territory. Facets: {facets}.</source>
      <translation>Écrit facette=valeur,valeur;facette=valeur, par exemple format=csv,geojson;licence=Licence Ouverte 2.0;coverage=territory. Facettes : {facets}.</translation>
    </message>
    <message>
      <source>{found} found, of {total}</source>
      <translation>résultats : {found} sur {total}</translation>
    </message>
    <message>
      <source>No source has answered. {sentences}</source>
      <translation>Aucune source n’a répondu. {sentences}</translation>
    </message>
    <message>
      <source>OUTPUT is named {file}: results end in .json or .csv.</source>
      <translation>OUTPUT s’appelle {file} : les résultats se terminent par .json ou .csv.</translation>
    </message>
    <message>
      <source>“{part}” is not understood: write facet=value, for instance format=csv.</source>
      <translation>« {part} » n’est pas compris : écrivez facette=valeur, par exemple format=csv.</translation>
    </message>
    <message>
      <source>Unknown facet “{facet}”: choose among {known}.</source>
      <translation>Facette inconnue « {facet} » : choisissez parmi {known}.</translation>
    </message>
    <message>
      <source>{file} cannot be written: {why}.</source>
      <translation>{file} ne peut pas être écrit : {why}.</translation>
    </message>
    <message>
      <source>The facet {facet} has no value “{value}”: choose among {known}.</source>
      <translation>La facette {facet} n’a pas de valeur « {value} » : choisissez parmi {known}.</translation>
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
      <source>No commune of {territory} has a contour: there is no map of it.</source>
      <translation>Aucune commune de {territory} n’a de contour : il n’y en a pas de carte.</translation>
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
      <source>Municipal population</source>
      <translation>Population municipale</translation>
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
      <source>{value} (partial)</source>
      <translation>{value} (partiel)</translation>
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
      <source>Municipal population {year}</source>
      <translation>Population municipale {year}</translation>
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
      <translation>{file} ne peut pas être écrit : {why}.</translation>
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
    <message>
      <source>Not on this map: {names}.</source>
      <translation>Hors de cette carte : {names}.</translation>
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
      <source>year not known</source>
      <translation>année inconnue</translation>
    </message>
    <message>
      <source>{year}; year not known for {people} of them</source>
      <translation>{year} ; année inconnue pour {people} d’entre eux</translation>
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
</TS>
