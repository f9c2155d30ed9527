# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What the practices of the demo do: procedures with their national codes, and the French sentences of their reports."""

import dataclasses

LOINC, CCAM, SNOMED = "LN", "CCAM", "SCT"

# Regions of the CI-SIS value set.
HEAD = ("774007", "tête et/ou cou")
THORAX = ("67734004", "segment thoracique du tronc")
ABDOMEN = ("63337009", "segment abdominopelvien du tronc")
LEG = ("61685007", "membre inférieur")
BREAST = ("76752008", "sein")
SPINE = ("737561001", "colonne vertébrale et/ou moelle épinière")


@dataclasses.dataclass(frozen=True)
class Finding:
    """What one examination showed."""
    results: str
    conclusion: str


@dataclasses.dataclass(frozen=True)
class Procedure:
    key: str
    title: str
    modality: str
    loinc: str
    ccam: str
    region: tuple
    minutes: int
    indication: str
    technique: str
    equipment: str
    dose: str
    findings: tuple
    sided: bool = False


PROCEDURES = {procedure.key: procedure for procedure in (
    Procedure(
        "thorax-face-profil", "Radiographie du thorax de face et de profil", "DX", "36643-5", "ZBQK002", THORAX, 8,
        "Toux fébrile depuis quatre jours. Recherche d'un foyer.",
        "Clichés de face et de profil, debout, en inspiration.",
        "Table télécommandée, mise en service 2021", "PDS 0,9 dGy.cm²",
        (Finding("Pas d'opacité parenchymateuse systématisée.\nCuls-de-sac pleuraux libres.\nSilhouette cardio-médiastinale sans "
                 "particularité.\nPas de lésion osseuse suspecte.", "Radiographie thoracique sans anomalie."),
         Finding("Opacité alvéolaire de la base droite, mal limitée, effaçant partiellement la coupole.\nPas d'épanchement pleural.\n"
                 "Index cardio-thoracique normal.", "Foyer de la base droite compatible avec une pneumopathie. Contrôle à six semaines."),
         Finding("Distension thoracique, horizontalisation des arcs costaux.\nPas de foyer.\nAorte déroulée, calcifications de la "
                 "crosse.", "Distension sans foyer évolutif."))),
    Procedure(
        "cheville", "Radiographie de la cheville", "DX", "24541-5", "NGQK001", LEG, 6,
        "Traumatisme en inversion hier, appui impossible.",
        "Incidences de face en rotation médiale de 20° et de profil.",
        "Table télécommandée, mise en service 2021", "PDS 0,2 dGy.cm²",
        (Finding("Pas de trait de fracture.\nInterligne tibio-talien respecté.\nÉpaississement des parties molles en regard de la "
                 "malléole latérale.", "Pas de lésion osseuse traumatique. Œdème des parties molles latérales."),
         Finding("Fracture non déplacée de la malléole latérale, sous-ligamentaire.\nPas de diastasis.\nMalléole médiale intacte.",
                 "Fracture malléolaire latérale non déplacée, type A de Weber.")), sided=True),
    Procedure(
        "mammographie-depistage", "Mammographie bilatérale de dépistage", "MG", "24606-6", "QEQK004", BREAST, 12,
        "Dépistage organisé. Pas d'antécédent familial au premier degré.",
        "Incidences cranio-caudale et oblique externe de chaque sein. Double lecture prévue.",
        "Mammographe numérique plein champ, contrôle qualité du mois conforme", "Dose glandulaire moyenne 1,3 mGy par incidence",
        (Finding("Densité mammaire de type B.\nPas de masse, pas de foyer de microcalcifications.\nPas de distorsion architecturale.\n"
                 "Creux axillaires libres.", "Mammographie normale, ACR 1 des deux côtés. Prochain dépistage dans deux ans."),
         Finding("Densité mammaire de type C.\nOpacité ovalaire circonscrite du quadrant supéro-externe gauche, 9 mm, stable depuis "
                 "2022.\nPas de microcalcification suspecte.", "Image bénigne stable à gauche. ACR 2."))),
    Procedure(
        "mammographie-diagnostic", "Mammographie bilatérale diagnostique", "MG", "24605-8", "QEQK001", BREAST, 18,
        "Nodule palpé du sein droit, découvert à l'autopalpation.",
        "Incidences cranio-caudale et oblique externe, cliché localisé à droite.",
        "Mammographe numérique plein champ, contrôle qualité du mois conforme", "Dose glandulaire moyenne 1,5 mGy par incidence",
        (Finding("Masse spiculée de 14 mm, quadrant supéro-externe droit, 6 cm du mamelon.\nFoyer de microcalcifications polymorphes au "
                 "contact, étendu sur 8 mm.\nSein gauche sans particularité.",
                 "Masse suspecte du sein droit, ACR 5. Échographie et macrobiopsie à programmer rapidement."),
         Finding("Densité de type C.\nPas d'anomalie en regard de la zone palpée.\nPas de microcalcification suspecte.",
                 "Pas de traduction mammographique. Complément échographique. ACR 1."))),
    Procedure(
        "scanner-thorax", "Scanner thoracique sans injection", "CT", "24627-2", "ZBQK001", THORAX, 15,
        "Surveillance d'un nodule pulmonaire de 6 mm.",
        "Acquisition hélicoïdale millimétrique en inspiration, faible dose. Comparaison avec l'examen du 12 mars.",
        "Scanner 128 coupes, mise en service 2023", "PDL 112 mGy.cm ; IDSV 2,9 mGy",
        (Finding("Nodule plein du segment apical du lobe inférieur droit, 6 mm, inchangé.\nPas de nouveau nodule.\nPas d'adénomégalie "
                 "médiastinale.\nPas d'épanchement.", "Stabilité du nodule. Contrôle à douze mois."),
         Finding("Nodule du lobe inférieur droit mesuré à 9 mm contre 6 mm, contours lobulés.\nGanglion hilaire droit de 11 mm.\nEmphysème "
                 "centro-lobulaire des sommets.",
                 "Croissance du nodule : avis en réunion de concertation et TEP recommandés."))),
    Procedure(
        "scanner-crane", "Scanner cérébral sans injection", "CT", "24725-4", "ACQK001", HEAD, 10,
        "Chute, traitement anticoagulant. Céphalées.",
        "Acquisition hélicoïdale, fenêtres parenchymateuse et osseuse.",
        "Scanner 128 coupes, mise en service 2023", "PDL 640 mGy.cm ; IDSV 41 mGy",
        (Finding("Pas d'hémorragie intra ou extra-axiale.\nSystème ventriculaire de taille normale.\nPas de fracture de la voûte.",
                 "Pas de lésion hémorragique post-traumatique."),
         Finding("Fine lame d'hématome sous-dural aigu hémisphérique gauche, 4 mm.\nPas de déviation de la ligne médiane.",
                 "Hématome sous-dural gauche de faible épaisseur. Médecin demandeur prévenu par téléphone."))),
    Procedure(
        "scanner-abdomen", "Scanner abdomino-pelvien avec injection", "CT", "36813-4", "ZCQH001", ABDOMEN, 20,
        "Douleur de la fosse iliaque droite, fièvre, CRP 86 mg/L.",
        "Acquisition au temps portal après injection de 90 mL de produit de contraste iodé. Pas d'incident.",
        "Scanner 128 coupes, mise en service 2023", "PDL 480 mGy.cm ; IDSV 9,1 mGy",
        (Finding("Appendice de 11 mm, paroi rehaussée, stercolithe proximal.\nInfiltration de la graisse péri-appendiculaire.\nPas "
                 "d'abcès ni de pneumopéritoine.\nFoie, rate, pancréas et reins sans anomalie.", "Appendicite aiguë non compliquée."),
         Finding("Appendice fin, rétro-cæcal.\nÉpaississement régulier de la dernière anse iléale sur 9 cm.\nPas de collection.",
                 "Iléite terminale. Appendice normal."))),
    Procedure(
        "irm-cerveau", "IRM cérébrale", "MR", "24590-2", "ACQN001", HEAD, 25,
        "Céphalées inhabituelles depuis trois semaines. Pas de stimulateur cardiaque.",
        "Séquences T1, T2 FLAIR, diffusion, T2*, puis 3D T1 après gadolinium.",
        "IRM 1,5 T, mise en service 2020", "",
        (Finding("Pas d'anomalie de la diffusion.\nPas de processus expansif.\nCiternes et ventricules de taille normale.\nSinus duraux "
                 "perméables.", "IRM cérébrale normale."),
         Finding("Hypersignaux FLAIR punctiformes de la substance blanche sus-tentorielle, non spécifiques.\nPas de prise de contraste.\n"
                 "Pas de microsaignement.", "Leucopathie vasculaire débutante (Fazekas 1). Pas de lésion expansive."))),
    Procedure(
        "irm-genou", "IRM du genou", "MR", "24802-1", "NZQN001", LEG, 20,
        "Entorse sportive, blocages. Recherche d'une lésion méniscale.",
        "Séquences T1 et densité de protons avec saturation de graisse dans les trois plans.",
        "IRM 1,5 T, mise en service 2020", "",
        (Finding("Fissure horizontale de la corne postérieure du ménisque médial, grade 3.\nLigament croisé antérieur continu.\nÉpanchement "
                 "intra-articulaire modéré.", "Lésion méniscale médiale stable. Ligaments croisés intacts."),
         Finding("Rupture complète du ligament croisé antérieur.\nContusion osseuse en miroir du condyle latéral.\nMénisques intacts.",
                 "Rupture du ligament croisé antérieur sans lésion méniscale.")), sided=True),
    Procedure(
        "irm-lombaire", "IRM du rachis lombaire", "MR", "24968-0", "LHQN001", SPINE, 20,
        "Lombosciatique L5 gauche résistante au traitement médical depuis sept semaines.",
        "Sagittales T1, T2 et STIR, axiales T2 de L3 à S1.",
        "IRM 1,5 T, mise en service 2020", "",
        (Finding("Hernie discale L4-L5 postéro-latérale gauche, exclue vers le bas, au contact de la racine L5.\nDiscopathie L5-S1 sans "
                 "conflit.\nCône médullaire en place.", "Conflit disco-radiculaire L5 gauche."),
         Finding("Discopathies dégénératives étagées sans hernie.\nCanal lombaire de dimensions normales.",
                 "Pas de conflit disco-radiculaire."))),
    Procedure(
        "echo-abdomen", "Échographie abdominale", "US", "24558-9", "ZCQM008", ABDOMEN, 15,
        "Douleur de l'hypochondre droit après les repas.",
        "Sonde convexe, patient à jeun.", "Échographe, mise en service 2022", "",
        (Finding("Vésicule alithiasique, paroi fine.\nVoie biliaire principale de 4 mm.\nFoie homogène, bords réguliers.\nReins de taille "
                 "normale, sans dilatation.", "Échographie abdominale normale."),
         Finding("Deux calculs vésiculaires mobiles, le plus grand de 13 mm.\nParoi vésiculaire fine, signe de Murphy échographique absent.\n"
                 "Stéatose hépatique modérée.", "Lithiase vésiculaire non compliquée. Stéatose."))),
    Procedure(
        "echo-sein", "Échographie mammaire bilatérale", "US", "24601-7", "QEQM001", BREAST, 15,
        "Complément d'une mammographie, seins denses.",
        "Sonde linéaire haute fréquence, exploration des quatre quadrants et des creux axillaires.",
        "Échographe, mise en service 2022", "",
        (Finding("Pas de masse suspecte.\nKyste simple de 7 mm à l'union des quadrants inférieurs droits.\nGanglions axillaires d'aspect "
                 "habituel.", "Kyste simple à droite. ACR 2."),
         Finding("Nodule solide ovalaire de 8 mm, grand axe parallèle à la peau, quadrant supéro-interne gauche.",
                 "Nodule probablement bénin à gauche, ACR 3. Contrôle à quatre mois."))),
)}

SIDES = {"R": "droit", "L": "gauche"}
FEMININE = {"cheville"}


def title_of(procedure, side):
    if not side:
        return procedure.title
    word = SIDES[side] + ("e" if procedure.key in FEMININE and side == "R" else "")
    return f"{procedure.title} {word}"


def report_of(procedure, side, number):
    """The five chapters of a report; the number chooses among the findings."""
    finding = procedure.findings[number % len(procedure.findings)]
    return {"title": title_of(procedure, side), "indication": procedure.indication, "technique": procedure.technique,
            "results": finding.results, "conclusion": finding.conclusion}


def long_report(procedure):
    """A follow-up of many lesions: what makes a report of ten pages."""
    segments = ("apical", "dorsal", "ventral", "latéro-basal", "médio-basal", "postéro-basal", "lingulaire supérieur", "lingulaire inférieur")
    lines = ["Comparaison lésion par lésion avec les quatre examens précédents."]
    for number in range(1, 121):
        segment = segments[number % len(segments)]
        side = "droit" if number % 2 else "gauche"
        before, now = 3 + number % 9, 3 + (number * 7) % 11
        course = "en augmentation" if now > before else "en diminution" if now < before else "stable"
        lines.append(f"- Lésion {number}, segment {segment} {side} : {now} mm contre {before} mm, {course} ; contours réguliers, densité "
                     f"tissulaire, pas de calcification, pas de contact pleural, pas d'excavation.")
    lines.append("Lésion\tExamen précédent\tExamen actuel")
    lines.extend(f"{number}\t{3 + number % 9} mm\t{3 + (number * 7) % 11} mm" for number in range(1, 31))
    report = report_of(procedure, "", 0)
    report["results"] = "\n".join(lines)
    report["conclusion"] = ("Lésions secondaires multiples d'évolution dissociée, sans lésion nouvelle.\nÀ confronter aux données "
                            "cliniques en réunion de concertation.")
    return report
