"""The invented French-speaking discourse: names, phrases and sentence patterns. Nothing here is copied or real."""

PARTIES = ("Union des Rives", "Alliance du Cap", "Demain Partagé", "Terres Communes")
PERSONS = (
    "Maëlle Corvignac",
    "Odilon Ferrasse",
    "Solène Aubrival",
    "Gaspard Tilloy",
    "Yvane Merlot-Quint",
    "Basile Ornac",
)
BRANDS = ("Glanvoile", "Péridoux", "Transvaldor", "Mobilune")
OUTLETS = ("Le Phare du Cap", "La Gazette des Rives", "Valmorin Matin", "Dépêche des Dunes", "Courrier du Val")
IDOL = "Nelly Argance"
UNION = "Syndicat des Bacs Unis"
PUBLISHER = "Groupe Valmorin Presse"
PUBLISHER_SITE = "valmorin"

HASHTAGS = {
    "politics": (
        "DébatDuCap", "TaxeDuPort", "PlanMobilité", "TournéeDesRives", "TerresCommunes", "DemainPartagé",
        "VotezValmorin", "BusRuraux", "CantinesScolaires", "BudgetDuCap", "GrèveDesBacs", "LogementPourTous",
        "EauPropre", "LigneDuLittoral", "GrandeSoirée", "TrainsDeNuit", "ComptesOuverts", "RéunionPublique",
    ),
    "brand": (
        "Glanvoile", "Péridoux", "Transvaldor", "Mobilune", "CarteFidélité", "AlertePrix", "NouveauMobile",
        "Courses", "Bagages", "Rembours",
    ),
    "life": (
        "LundiMatin", "BordDeMer", "JardinPartagé", "ÉquipeDeNuit", "PauseCafé", "GrandeBalade", "CoinLecture",
        "ChiensDuCap",
    ),
    "campaign": (
        "PlusJamaisTransvaldor", "HontePéridoux", "PlaceAuxRives", "LaCôteDabord", "Debout", "CaSuffit",
        "DitesNousTout",
    ),
}  # fmt: skip

SLOTS: dict[str, tuple[str, ...]] = {
    "party": PARTIES,
    "person": PERSONS,
    "brand": BRANDS,
    "opening": (
        "franchement,", "soyons clairs :", "je n'en reviens pas :", "au final,", "une fois de plus,",
        "pour mémoire,", "c'est drôle,", "allez savoir pourquoi,", "bonne nouvelle :", "personne ne le dit, mais",
        "vu du littoral,", "après ce soir, je retiens :", "ma mère avait raison :", "j'ai lu tout le programme et",
        "on dira ce qu'on veut,", "deux ans plus tard,", "petit détail, mais", "j'entends partout la même chose :",
        "sans surprise,", "ça compte :", "j'avais tort :", "vite fait :", "en toute justice,", "bon,",
        "troisième fois ce mois-ci :", "on oublie que", "les chiffres sont là :", "avis tranché :",
        "drôle de soirée :", "entre nous,",
    ),
    "deed": (
        "n'a aucun plan pour", "parle enfin de", "esquive les questions sur", "a vu juste sur",
        "refuse de toucher à", "demande un vote sur", "a promis de protéger", "a discrètement lâché",
        "doit s'expliquer sur", "tient une idée correcte sur", "a voté deux fois contre", "ne sait pas compter pour",
        "a bien parlé de", "s'emmêle avec", "a changé de cap sur", "reste bien seul à défendre",
        "a perdu un an avec", "devrait en dire plus sur", "tient parole sur", "ne mentionne jamais",
        "met de vrais moyens dans", "ne dit plus rien de", "publie des chiffres sur", "pose la bonne question sur",
    ),
    "matter": (
        "la taxe portuaire", "les bus ruraux", "les cantines", "les trains de nuit", "la grève des bacs",
        "les loyers du centre", "l'eau des rivières", "le toit de l'hôpital", "les petites fermes",
        "le logement social", "la ligne du littoral", "les horaires de la médiathèque", "les quotas de pêche",
        "la paie des enseignants", "le contrat des déchets", "les digues", "la navette de l'aéroport",
        "les maisons de retraite", "la prime de chauffage", "les pistes cyclables", "la facture d'eau",
        "l'apprentissage", "le prêt du stade", "la fibre en montagne", "les droits de marché",
        "l'éclairage des rues", "le minimum vieillesse", "les places en crèche", "la jetée du port",
        "les tribunaux de proximité",
    ),
    "place": (
        "dans ma ville", "sur la côte", "dans le nord", "par chez nous", "dans la vallée", "à Valmorin",
        "en banlieue", "là où je travaille", "dans chaque village", "dans notre rue", "près des quais",
        "en centre-ville", "à l'ouest", "dans les collines", "à la sortie du bourg", "de l'autre côté de la baie",
        "dans ce canton", "au bord de l'estuaire",
    ),
    "reason": (
        "et mes voisins l'ont remarqué", "parce que personne ne lit les petites lignes", "et la note est pour nous",
        "les autres n'ont pas fait autant", "mais tout est dans le détail", "et il a fallu bien trop de temps",
        "alors j'attends de voir", "même si le moment est curieux", "et il faut le saluer",
        "pendant que la file s'allonge", "même si les caméras étaient ailleurs",
        "et personne n'a consulté les chauffeurs", "parce que l'élection approche", "et j'ai gardé les courriers",
        "mais qui paiera dans dix ans", "et les enfants nous diront merci", "mon oncle l'annonçait au printemps",
        "alors prenez votre parapluie", "et la commission a hoché la tête", "mais j'aimerais voir les factures",
        "pendant que la salle dormait à moitié", "parce que l'ancienne méthode a échoué",
        "et ça reste mieux que rien", "sans garantie de tenir jusqu'à l'hiver", "et notre maire avait l'air surpris",
        "il était temps", "mais ne disons pas que c'est simple", "et les infirmières l'ont dit avant",
        "comme quoi tout arrive", "et je ne pensais pas l'écrire un jour",
    ),
    "closing": (
        "On verra bien.", "Peut mieux faire.", "Ça me va.", "À méditer.", "C'est tout.", "Lisez vous-mêmes.",
        "La nuit porte conseil.", "Je n'ajoute rien.", "On en redemande.", "Chacun jugera.", "On avance.",
        "Interrogez vos candidats.", "J'attends toujours.", "Rendons à César.", "Que quelqu'un note.",
        "Fin du coup de gueule.", "Je vote pour.", "Sans moi.", "Rendez-vous à la réunion.",
        "Dites-moi si je me trompe.",
    ),
    "service": (
        "l'appli de livraison", "la carte de fidélité", "la nouvelle caisse", "le menu de printemps",
        "le forfait famille", "le formulaire de retour", "les horaires", "la batterie", "le service client",
        "l'emballage", "les conditions d'échange", "la file d'embarquement", "le magasin de la rue Haute",
        "la remise étudiante", "la garantie", "la mise à jour", "le rayon sans gluten", "le prix du parking",
        "le plan des sièges", "l'abonnement", "l'assistant en ligne",
    ),
    "brand_deed": (
        "a changé", "n'a toujours pas réparé", "augmente le prix pour", "arrange enfin", "abîme",
        "améliore sans bruit", "peut se vanter de", "devrait revoir", "touche sans cesse à",
        "me fait revenir grâce à", "me perd à cause de", "me demande de noter", "rogne sur", "m'étonne avec",
        "présente ses excuses pour", "dépense des millions pour", "soigne vraiment", "copie la concurrence pour",
        "oublie", "me fait sourire avec",
    ),
    "brand_reason": (
        "et j'ai attendu une heure au téléphone", "alors je suis repassé chez l'ancien",
        "ma fille l'a vu tout de suite", "et le personnel était adorable", "mais le prix fait rire",
        "et j'y gagne un bon d'achat", "pourtant l'ancien a tenu neuf ans", "parce que quelqu'un a lu les plaintes",
        "et plus rien ne se synchronise", "voilà mon samedi perdu", "et ça marche mieux que prévu",
        "mais seulement en insistant", "ça m'évite un trajet", "et la queue faisait le tour du quartier",
        "même si ma sœur dit le contraire", "et je le reprendrais", "mais personne n'a prévenu les vendeurs",
        "alors gardez le ticket", "et la boîte était à moitié vide", "c'est moins cher qu'en face",
        "et la couleur est affreuse",
    ),
    "moment": (
        "ce matin", "ce soir", "dans le dernier bus", "avant le travail", "après trois cafés",
        "vers six heures et demie", "entre deux réunions", "pendant mon jour de repos", "sous la pluie",
        "avec la radio en fond", "après le match", "pendant la sieste des petits", "dans le premier train", "à midi",
        "à l'instant", "depuis l'aube", "jour de marché",
    ),
    "doing": (
        "j'ai réparé le portillon", "on a marché jusqu'au phare", "j'ai brûlé la soupe à l'oignon",
        "le chien a volé un sandwich", "j'ai fini un roman interminable", "mon vélo a perdu sa chaîne",
        "on a compté onze phoques", "j'ai semé des haricots tardifs", "la chorale a répété dehors",
        "j'ai retrouvé mon vieil appareil photo", "les voisins ont encore chanté", "on a raté le bac",
        "j'ai appris à faire du pain de seigle", "le chat a dormi sur mes notes", "j'ai repeint la chambre d'amis",
        "papi a gagné aux cartes", "on s'est baignés, quelle erreur", "j'ai fait la queue pour des timbres",
        "le chauffage a rendu l'âme", "j'ai perdu contre une imprimante",
    ),
    "feeling": (
        "et ça valait le coup", "alors j'achète un gâteau", "et personne n'est blessé", "tout ma semaine, ça",
        "à l'aide", "et j'ai les pieds gelés", "dix sur dix", "plus jamais", "et la lumière était belle",
        "alors bonne nuit", "et je ne regrette rien", "vos conseils sont les bienvenus", "et le thé a refroidi",
        "de quoi sourire", "la faute au temps",
    ),
    "agree": (
        "exactement,", "non,", "ça ne s'est pas passé comme ça,", "bien vu, mais", "merci,", "avec respect,",
        "faux :", "oui et", "j'y étais et", "une source ? car", "admettons, mais", "vous oubliez que",
        "difficile de nier quand", "à mon avis,", "désolé, mais", "en plus,", "bien dit,", "mouais,", "allons,",
        "donc pour vous",
    ),
    "claim": (
        "les chiffres datent de l'an dernier", "cette réunion a été annulée", "le bus ne passe toujours pas",
        "on a payé deux fois", "personne n'a voté pour ça", "le rapport dit l'inverse", "chez nous ça a marché",
        "les promesses ne se mangent pas", "les petits commerces ferment en premier", "c'était dit à la radio",
        "la réponse est tombée mardi", "tout dépend du canton", "le contrat court jusqu'au printemps",
        "c'est déjà essayé", "j'ai attendu quatre mois", "les prix ont monté quand même",
        "le personnel mérite mieux", "c'était l'autre parti", "la photo est ancienne", "on peut faire plus simple",
        "mon expérience est meilleure", "ça coûte plus que ça ne rapporte", "le délai est passé",
        "les deux sont possibles",
    ),
    "tail": (
        "et vous le savez", "pour ce que j'en sais", "du moins par ici", "parlez-en aux chauffeurs", "point final",
        "mais je peux me tromper", "et tout est là", "alors parlons-en", "sauf erreur de ma part",
        "que ça plaise ou non", "et j'ai gardé le courrier", "lisez donc la page neuf", "merci de poser la question",
        "à mon humble avis", "et c'est bien le souci", "et ce ne sera pas la dernière fois", "inutile de crier",
        "comme d'habitude",
    ),
    "short": (
        "Exactement.", "Voilà.", "Non.", "Oui !", "Une source ?", "Bien dit.", "Merci.", "C'est faux.", "mdr",
        "Oh là là.", "Incroyable.", "Bon courage.", "Pareil ici.", "Mais pourquoi ?", "D'accord.",
    ),
    "news_act": (
        "rejette le projet sur", "ouvre des discussions sur", "doit répondre de", "présente un budget pour",
        "reporte la décision sur", "gagne le vote sur", "publie un rapport sur", "reçoit les opposants à",
        "réclame une enquête sur", "signe un accord sur", "perd en justice sur", "soutient de nouvelles règles pour",
        "commande un audit de", "dément les rumeurs sur", "promet des fonds pour",
    ),
    "news_context": (
        "après une séance de nuit", "malgré les alertes", "avant le vote régional", "face à la hausse des coûts",
        "après la tempête", "en pleine crise de majorité", "à quelques jours du terme",
        "après les plaintes des riverains", "à l'approche de l'hiver", "d'une courte majorité",
        "pour la seconde fois", "sous la pression des maires", "face à des rivaux divisés",
        "après la fuite d'une note",
    ),
    "promise": (
        "nous allons protéger", "nous proposons un plan juste pour", "notre équipe a écouté les familles sur",
        "je signe un engagement sur", "il faut du courage sur", "parlons sans détour de", "vous m'avez écrit sur",
        "demain nous débattons sur", "j'ai rencontré des habitants inquiets pour",
        "nous avons chiffré chaque ligne sur",
    ),
    "praise": (
        "est le seul choix sensé sur", "fait un travail remarquable sur", "nous défend vraiment sur",
        "a le courage qu'il faut sur", "agit quand d'autres parlent de", "mérite notre confiance sur",
        "parle pour les gens simples sur", "va gagner grâce à", "ne nous a jamais lâchés sur", "montre la voie sur",
    ),
    "attack": (
        "fait honte à tous avec", "trahit sa clientèle sur", "mérite un boycott pour", "nous ment à tous sur",
        "méprise les gens sur", "cache la vérité sur", "doit rendre des comptes sur", "s'engraisse en trichant sur",
        "ne mérite plus un sou à cause de", "ne se relèvera pas du scandale sur",
    ),
    "rally": (
        "Partagez avant que ça disparaisse.", "Tout le monde autour de moi est d'accord.",
        "Réveillez-vous et faites passer.", "Ils comptent sur votre silence.", "Le pays entier en parle.",
        "Envoyez-le à dix proches.", "Ne les laissez pas étouffer ça.", "Demain il sera trop tard.",
        "Les gens se lèvent enfin.", "La télévision ne le montrera pas.",
    ),
    "adverb": (
        "vraiment", "clairement", "simplement", "franchement", "toujours", "sûrement", "encore", "maintenant",
        "bien", "partout",
    ),
    "song": (
        "Lampions", "Marée basse", "Neuvième fenêtre", "Sel et argent", "La serre", "Cloches du retour",
    ),
    "fan_cry": (
        "je pleure sur", "je ne me remets pas de", "plus fort :", "notre reine a tout donné sur",
        "en boucle toute la nuit :", "le plus beau pont, c'est", "qui a des places pour", "la chorégraphie de",
        "mon cœur entier pour", "fan du premier jour et fan de",
    ),
    "fan_tail": (
        "on se voit au premier rang", "je n'ai plus de voix", "merci pour ces dix ans", "rendez-vous à la grille",
        "apportez les lumières bleues", "maman me croit folle", "et la tenue en plus",
        "qui veut mon badge en double", "on le fait monter ce soir", "je connais chaque pas",
        "je vous embrasse toutes", "je hurle dans un coussin",
    ),
    "petition": (
        "Gardons le bac de nuit", "Sauvons la médiathèque du Val", "Des passages sûrs devant nos écoles",
        "Pas de parking payant à l'hôpital", "Piscine gratuite avant dix ans", "Protégeons les marais du Cap",
    ),
    "prize": (
        "un week-end à deux", "un an de café", "le nouveau casque", "un panier familial", "deux places de concert",
    ),
    "demand": (
        "des plannings justes et des équipages en sécurité", "deux agents sur chaque traversée de nuit",
        "une paie qui couvre le loyer", "des repos qui laissent dormir", "la fin des contrats d'une heure",
        "une place à la table",
    ),
}  # fmt: skip

PATTERNS: dict[str, tuple[str, ...]] = {
    "politics": (
        "{opening} {party} {deed} {matter} {place}, {reason}.",
        "{opening} {person} {deed} {matter}, {reason}. {closing}",
        "{matter} {place} : {person} {deed} ce dossier, {reason}. {closing}",
        "{place} {party} {deed} {matter}, {reason}. {closing}",
    ),
    "brand": (
        "{opening} {brand} {brand_deed} {service}, {brand_reason}.",
        "{moment} {brand} {brand_deed} {service}, {brand_reason}. {closing}",
        "{brand} {brand_deed} {service} {place}, {brand_reason}. {closing}",
    ),
    "life": (
        "{moment} {doing} {place}, {feeling}.",
        "{opening} {doing} {moment}, {feeling}. {closing}",
        "{doing} {moment}, {reason}, {feeling}.",
    ),
    "reply": (
        "{agree} {claim} {place}, {tail}.",
        "{agree} {claim}, {reason}. {closing}",
        "{claim}, {reason}, {tail}.",
    ),
    "quote": ("{agree} {claim}, {reason}. {closing}", "{opening} {claim}, {tail}. {closing}"),
    "short": ("{short}",),
    "headline": (
        "{party} {news_act} {matter} {place} {news_context}",
        "{person} {news_act} {matter} {place} {news_context}",
        "{brand} {news_act} {service} {place} {news_context}",
    ),
    "statement": ("{promise} {matter} {place}, {reason}. {closing}", "{moment} {promise} {matter}, {reason}."),
    "brand_statement": ("{moment} nous améliorons {service} {place}, {feeling}. {closing}",),
    "pitch_party": (
        "{party} {praise} {matter} {place}, {reason}. {rally}",
        "{opening} {party} {praise} {matter}, {reason}. {rally}",
    ),
    "pitch_brand": (
        "{brand} {attack} {service} {place}, {brand_reason}. {rally}",
        "{opening} {brand} {attack} {service}, {brand_reason}. {rally}",
    ),
    "fan": ("{fan_cry} {song} {moment}, {fan_tail} !", "{moment}, rien que {song}, {fan_tail}"),
    "fan_reply": ("{fan_tail}, {fan_cry} {song} {moment} !", "{agree} {fan_cry} {song}, {fan_tail}"),
    "toolkit": ("Membre du " + UNION + ", je demande {demand} {place}, {reason}. #GrèveDesBacs",),
    "contest": ("Concours : je veux gagner {prize} avec {brand} ! RT pour participer, tirage dimanche #{tag}",),
    "petition": ('Je viens de signer « {petition} ». Signez aussi via @petition https://petition.example/fr/{slug}',),
}  # fmt: skip
# Contractions that a phrase and the next one may call for.
REPAIRS = ((" de les ", " des "), (" de le ", " du "), (" à les ", " aux "), (" à le ", " au "))
