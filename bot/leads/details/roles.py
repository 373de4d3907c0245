"""What somebody does at their company: "I'm head of ops at Acme", "Ana Silva, CTO, Acme"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot import english

# Of those who answer for a part of the company, "of" names that part; of the others, the company.
_NO_OTHER = (  # "deputy ward manager" is a manager
    r"(?!\s+[\w-]+\s+(?:manager|head|director|teacher|officer|editor|chief|leader|supervisor"
    r"|chef)\b)"
)
_OF_A_PART = (
    rf"(?:co-?)?head|deputy{_NO_OTHER}|vp|svp|evp|avp|vice[- ]president|director|chief|manager"
    rf"|lead|leader|chair|dean"
    r"|minister|supervisor|lecturer|professor|teacher|specialist|consultant"
)
_OF_THE_WHOLE = (
    r"c[efotimrsp]o|ciso|cdo|cxo|owner[- /](?:operator|driver)|(?:co-?)?owner|(?:co-?)?founder"
    r"|president|partner|proprietor"
    r"|dueñ[oa]|propietari[oa]|propriétaire|titolare|eigenaar|(?:geschäfts)?(?:inhaber|führer)(?:in)?"
    r"|principal|chair(?:man|woman|person)|landlord|landlady"
    r"|publican|mayor|boss"
)
_OTHERS = """
accountant actor administrator admin advisor adviser agent analyst apprentice architect artist
archivist arborist associate attorney auditor baker barber barista bartender beautician biologist
bookkeeper broker builder butcher buyer captain caretaker carpenter caregiver carer cashier chef
chemist childminder clerk concierge
coach communicator comptroller conductor consultant contractor controller cook coordinator counsel
copywriter counsellor counselor curator decorator dentist designer dev developer doctor driver
economist editor electrician engineer estimator executive exec farmer fitter florist foreman
freelancer gardener geologist hairdresser handyman headmaster headmistress headteacher
housekeeper illustrator inspector installer instructor intern interpreter investigator joiner
gp groom groundsman hygienist in-?charge journalist judge landscaper lawyer lecturer librarian
machinist marketer marketeer mechanic
merchandiser midwife musician notary nurse officer operator optician optometrist organiser
organizer orthodontist painter nanny paralegal paramedic pastor pharmacist photographer physician
physiotherapist physio pilot planner plumber podiatrist police porter postdoc potter priest producer
professor programmer psychologist publisher realtor receptionist recruiter rep representative
researcher rigger roofer salesman salesperson saleswoman purchaser radiographer ranger rector
referee roaster scaffolder scientist shepherd skipper scheduler scrum-
master secretary seller shopkeeper signatory social-worker solicitor specialist steward
stockbroker strategist student stylist superintendent surgeon surveyor teacher technician
technologist therapist trader trainee trainer translator treasurer trustee tutor undertaker
underwriter verger vet veterinarian vicar videographer volunteer waiter waitress warden welder
writer
founder priest nun monk imam rabbi minister clergyman blogger streamer influencer dj singer
athlete chiropractor dietitian nutritionist osteopath masseur masseuse stylist tailor weaver
jeweller jeweler brewer distiller winemaker fisherman rancher gamekeeper zookeeper treasurer
bursar registrar provost headhunter lobbyist quartermaster dispatcher forwarder
"""
# Heads of roles in the languages of the neighbours, alone or at the end of a compound.
_ABROAD = (
    r"\w*(?:leiter|führer|fuehrer|inhaber|berater|verkäufer|einkäufer|techniker|meister|ingenieur"
    r"|assistent|wirt|ärzt|lehrer|referent|vorstand|sekretär|sachbearbeiter)(?:in)?|chefin?"
    r"|gerente|directora?|directeur|directrice|direttore|direttrice|diretora?|responsable"
    r"|responsabile|responsável|sócia?|gérante?|propriétaire|proprietari[oa]|dueñ[oa]|titolare"
    r"|jefe|jefa|chef de|eigenaar|eigenaresse|verkoper|inkoper|kierownik|właściciel(?:ka)?"
    r"|dyrektor(?:ka)?|daglig leder|ansvarig|ägare|ejer|eier|encargad[oa]|administradora?"
    r"|comercial|commerciale?|acheteu(?:r|se)|vendedora?|consulente|avocate?|abogad[oa]|avvocat[oa]"
    r"|médecin|médic[oa]|enfermer[oa]|profesora?|professeure?|ingénieure?|ingenier[oa]|chocolatier"
    r"|boulanger|boulangère|pâtissier|pâtissière|cuisinière?|fondateur|fondatrice|fundadora?"
)
# "The IT guy": what somebody is for, before a word for anybody.
_DEPARTMENT = (
    r"(?:it|hr|operations|ops|marketing|sales|finance|accounts|procurement|purchasing|logistics"
    r"|supply chain|engineering|product|design|customer (?:success|service|support)|support|people"
    r"|legal|compliance|security|growth|communications|data|research|r&d|facilities|maintenance"
    r"|technology|digital|web|admin|production|quality)"
)
DEPARTMENT = re.compile(_DEPARTMENT, re.IGNORECASE)
_ANYBODY = r"(?:guy|gal|girl|lady|person|man|woman|bloke|dude|folks)"
# By how such words are made: "beekeeper", "churchwarden", "blacksmith", "cheesemaker".
_MADE = r"\w{3,}(?:keeper|warden|smith|wright|monger|ologist|grapher|iatrist|maker|herd|master)"
_HEAD = "|".join(
    [
        _OF_A_PART,
        _OF_THE_WHOLE,
        rf"assistant(?: to the (?:{_OF_A_PART}|{_OF_THE_WHOLE})\b|{_NO_OTHER})",
        *_OTHERS.split(),
        _MADE,
    ]
)
_WORD = r"[^\W\d_](?:[\w&'’+-]|/(?=\w))*"
# Words in front of the head that no role begins with or holds.
_NEVER = (
    r"(?!(?:the|a|an|my|your|our|their|his|her|its|this|that|not|no|looking|trying|interested|from"
    r"|at|with|for|to|in|on|of|and|or|but|is|are|was|am|i|we|you|they|do|does|can|will|so|who|here"
    r"|as|hoping|talking|speaking|writing|calling|asking|waiting|thinking|using|having|getting"
    r"|working"
    r"|it['’]?s|i['’]?m|im|customer|need|needs|want|have|had|has|been)\b)"
)
_PART = (
    rf"\s+(?:of|for|in)\s+(?:the\s+)?{_NEVER}{_WORD}(?:\s+(?:and|&)\s+{_NEVER}{_WORD}"
    r"|\s+(?:operations|services|relations|development|management|resources|success|sales|science"
    r"|engineering|security|affairs|experience|support|strategy|design)\b)?"
)
_ROLE = (
    rf"(?:(?:(?:sr|jr|snr)\.?\s+)?(?:{_NEVER}{_WORD}\s+){{0,4}}?"
    rf"(?:(?:{_OF_A_PART})s?\b(?:{_PART}|,?\s+{_DEPARTMENT}(?=\s*(?:[,.\n|@)/]|$|at\b)))?"
    rf"|(?:(?:co|vice|ex)-)?(?:{_HEAD})s?\b)"
    rf"(?:\s+{_NEVER}(?:(?:{_OF_A_PART})\b(?:{_PART})?|(?:{_HEAD})\b)){{0,2}}"
    rf"(?:\s*(?:and|&|/)\s*(?:{_NEVER}{_WORD}\s+){{0,2}}(?:{_HEAD})\b(?:{_PART})?)?"
    rf"|{_DEPARTMENT} {_ANYBODY}\b"
    rf"|(?:{_ABROAD})(?![\w-])(?:\s+(?:de |en |di |van )?(?!de\b|der\b|bei\b|chez\b|en\b|di\b)"
    rf"{_NEVER}[^\W\d_]+(?=\s*(?:[,.\n|@)]|$)|\s+(?:bei|chez|en|at|de|der|von|di|na|bij)\b))?)"
)
_TELLS = (
    r"\b(?:i['’]?m|i am|i work as|i['’]?m working as"
    r"|my (?:role|job|position|(?:job )?title)(?: here)? is"
    r"|(?:i )?act(?:ing)? as|i serve as|i was hired as|speaking as)\s+"
    r"(?:(?:also|actually|just|currently|only|now|basically)\s+)*"
    r"(?:(?:an?|the|our|one of the|their)\s+)?(?:(?:new|current|acting|interim|other)\s+)?"
)
_STATED = re.compile(rf"{_TELLS}(?P<role>{_ROLE})(?!\s*['’]s\b)", re.IGNORECASE)
_HERE = re.compile(
    rf"(?:^|[.!,;]\s*)(?:(?:hi|hello|hey)[\s,!.]+)?(?P<role>{_ROLE})\s+here\b", re.IGNORECASE
)
_WORKS_AS = re.compile(
    r"(?:\bi (?:work|serve|am employed|volunteer|started|joined|took over|['’]?ve[^.!?]{0,20})"
    r"[^.!?]{0,60}?\bas (?:an?|the|their|our)"
    r"|^\W*as(?: (?:an?|the|our|their)\b"
    r"|(?= head of\b))(?=\s+(?:[\w/&'’-]+\s+){0,5}?[\w/&'’-]+,?\s+(?:i|we)\b)"
    r"(?![^,.!?]*\b(?:can|could|do|may|will|would|should|what) (?:i|we)\b))"
    rf"\s+(?:(?:new|current)\s+)?(?P<role>{_ROLE})",
    re.IGNORECASE,
)
# The message begins with it: "CEO of a startup with 8 people".
_OPENS = re.compile(
    rf"^\W*(?:(?:hi|hello|hey)[\s,!.]+)?(?P<role>{_ROLE})\s+(?:(?:of|at|for)\s+(?:an?|the|our)\b"
    r"|(?:of|at|for)\s+(?-i:[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
# The same before a company in lower case: "ops manager at brightpath".
_OPENS_SMALL = re.compile(
    rf"^\W*(?:(?:hi|hello|hey)[\s,!.]+)?(?P<role>{_ROLE})\s+(?:of|at|for)\s+(?P<firm>[a-z]+)\b",
    re.IGNORECASE,
)
# "Carlos Mendez. Plant supervisor."
_AFTER_FULL_STOP = re.compile(
    rf"^\W*(?P<name>(?-i:[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ][\w'’-]+))\.\s+(?P<role>{_ROLE})\s*(?:[.,]|$)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"(?:\b(?:i['’]?m|i am|this is|it['’]?s)\s+|^\W*(?=(?-i:[A-ZÀ-Þ])))"
    rf"(?P<name>[^\W\d_][\w'’-]*(?:\s[^\W\d_][\w'’-]*)?)"
    rf"\s*\((?:the\s+)?(?P<role>{_ROLE})\s*[,)]",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"(?:^|[.!\n(:]\s*|^(?:hi|hello|hey|hiya|hola|bonjour|hallo|greetings|good \w+)"
    r"(?: (?:there|all))?[\s,!.]+"
    r"|\b(?:regards|cheers|thanks|wishes|sincerely),?\s+(?=(?-i:[A-ZÀ-Þ]))|"
    r"\b(?:i['’]?m|i am|this is|it['’]?s|name is|name['’]s|ich bin|je suis|soy|sou|sono)\s+)"
    r"(?P<name>(?!(?:ich|je|soy|sou|sono|i|my|this|it)\b)[^\W\d_][\w'’-]*"
    r"(?:\s+[^\W\d_][\w'’-]*){0,4}?)(?:\s+(?:here|speaking|this side))?\s*"
    r"(?:[,;|–]|(?<![^\W_])-|-(?![^\W_])|(?<!\bw)/)\s*"  # "the co-founder" is nobody called so
    rf"(?:(?:and )?i['’]?m\s+)?(?:the\s+|an?\s+)?(?P<role>{_ROLE})"
    r"(?=\s+(?:at|of|for|with|from|here|en|bei|der|chez|de|na|di|van|\w+ing)\b|\s*[,;.|/\n@)]|\s[–-]\s"
    r"|\s*$)",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(rf"(?<![\w'’-])(?P<role>{_ROLE})(?![\w-])", re.IGNORECASE)
_FIRM_OF_MANY = re.compile(rf"(?<!\bof)\s(?=[A-ZÀ-Þ])(?i:{_HEAD})s$")
# Who does such a trade has premises, and a name over the door: "Stonebridge Physio".
_PREMISES = re.compile(
    r"^(?P<own>[A-ZÀ-Þ][\w'’-]+)\s(?=[A-ZÀ-Þ])(?i:baker|barber|brewer|builder|butcher|chiropractor"
    r"|dentist|electrician|florist|hairdresser|jewell?er|optician|osteopath|pharmacist|physio"
    r"|physiotherapist|plumber|podiatrist|tailor|vet)$"
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:tell|ask|call|talk to|speak to|speak with|talk with|your|need|want) (?:the |an? )?$",
    re.IGNORECASE,
)
_DIRECTS_ALL = re.compile(
    r"^((?:managing|executive|company|sole) director)\s+(?:of|for)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Role:
    """A role in the visitor's own words; `whole` is of those who speak for the whole company."""

    text: str
    start: int
    end: int
    whole: bool
    named: tuple[int, int] | None = None  # where the person stands in front of it: "Olu, chef"


_SURNAME = re.compile(r"\s[A-Z][a-z]+")


def find_role(text: str, *, asked: bool = False) -> Role | None:
    """The role that somebody says they have; asked for one, the words alone tell it."""
    patterns = (
        *(_STATED, _BRACKETED, _AFTER_NAME, _AFTER_FULL_STOP, _HERE, _WORKS_AS),
        *((_ANYWHERE,) if asked else (_OPENS, _OPENS_SMALL)),
    )
    for pattern in patterns:
        for match in pattern.finditer(text):
            if pattern is _OPENS_SMALL and not english.is_coined(match["firm"]):
                continue  # "driver for windows"
            if pattern is _ANYWHERE and _SOMEBODY_ELSE.search(text[: match.start()]):
                continue  # "I'll tell the rep"
            if pattern is _AFTER_NAME and _ANYWHERE.match(match[0]):
                continue  # "office manager, admin": a list of roles has no name in front
            said = match["role"].strip()
            if said.istitle() and _SURNAME.match(text, match.end("role")):
                continue  # "I'm Dev Patel"
            if _FIRM_OF_MANY.search(said) or _over_the_door(said):
                continue  # "Hugo, Tidewater Architects"
            if all_of_it := _DIRECTS_ALL.match(said):
                said = all_of_it[1]
            whole = bool(all_of_it or re.search(rf"(?:{_OF_THE_WHOLE})$", said, re.IGNORECASE))
            named = match.span("name") if "name" in pattern.groupindex else None
            start = match.start("role")
            return Role(said, start, start + len(said), whole, named)
    return None


def _over_the_door(said: str) -> bool:
    """Whether a trade behind a word that no dictionary has is the name of a firm."""
    match = _PREMISES.match(said)
    return match is not None and match["own"].lower() not in english.dictionary()
