"""A desk that nobody has taught yet: what it knows of urgency, of strays and of the stock categories."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.corpus import Written, messages
from firstline.gateways.wordllama import WordLlama
from firstline.learning.examples import Example
from firstline.learning.recall import with_examples
from firstline.learning.training import Course, train
from firstline.tickets.message import Message, Tier
from firstline.tickets.taxonomy import Category, Rule
from firstline.tickets.urgency_policy import USUAL_POLICY
from firstline.tickets.verdict import Certainty, Level, Part, Reason, TicketScope, Verdict, Voice
from firstline.triage import starter
from firstline.triage.artefact import unpacked
from firstline.triage.blend import OWN_LABELS, SCALES, TRACES
from firstline.triage.encoder import Vectors, unit
from firstline.triage.heads import chances
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.language import ENGLISH
from firstline.triage.learned import Learned
from firstline.triage.level import HOURS
from firstline.triage.marks import CAP, FLOOR, MARKS
from firstline.triage.novice import novice
from firstline.triage.priority import SCORES
from firstline.triage.starter import (
    CATEGORY,
    EDITION,
    FEWEST_WORDS,
    LEAST_POINTS,
    MARKED,
    SCOPE,
    URGENCY,
    file_name,
    starter_for,
)
from firstline.triage.weighing import ALARM, PATIENCE, bounded, texts

ENCODER = WordLlama()
TAXONOMY = first_taxonomy()
FRESH = novice(TAXONOMY, ENCODER)
SHIPPED = sorted((Path(starter.__file__).parent / starter.FOLDER).glob("*.bin"))
SOME = messages()[::29]
"""More than a hundred messages, of all five languages."""
FIELDS = ("category", "sentiment", "frustrated", "urgency", "priority", "level", "scope")
ROUNDED = 0.006
"""What rounding to a hundredth, and numbers of a machine, may be off by."""
PAIRS = (
    (
        "en",
        (
            "Hello, the infusion pumps on our ward lost their link to the monitors this morning, so the "
            "nurses check twenty patients by hand. Could somebody have a look today? Many thanks, Ruth"
        ),
        "WHY IS THE LOGO STILL THE OLD ONE??? I HAVE TOLD YOU, CHANGE IT!!!",
    ),
    (
        "en",
        (
            "Good afternoon, I see two transfers to an account that I do not know, and a third is being "
            "prepared. Would you be so kind as to stop it? Kind regards, T. Moss"
        ),
        "THIS IS RIDICULOUS!!! The newsletter came in GREEN again instead of blue!!!",
    ),
    (
        "en",
        (
            "Hi, our payroll run did not go through, and about three hundred people expect their wages "
            "tomorrow morning. Thanks for looking into it."
        ),
        "I AM FURIOUS!!! Your app plays a silly sound when I open it, TURN IT OFF NOW!!!",
    ),
    (
        "en",
        (
            "Hello there, the smell of gas in the hall of our building is back, and the tenants of the third "
            "floor feel dizzy. When could somebody come by? With thanks, Mr Ito"
        ),
        "HELLO??? WHERE IS THE DARK MODE YOU PROMISED??? WORST APP EVER!!!",
    ),
    (
        "de",
        (
            "Guten Tag, seit heute Morgen kann in unserer Praxis niemand mehr auf die Patientenakten "
            "zugreifen, auch die Medikamentenliste fehlt. Könnten Sie bitte bald nachsehen? Danke, A. Wolf"
        ),
        "UNVERSCHÄMTHEIT!!! Warum ist der Knopf jetzt RUND und nicht mehr eckig???",
    ),
    (
        "de",
        (
            "Sehr geehrte Damen und Herren, von unserem Konto werden gerade Beträge abgebucht, die wir nicht "
            "kennen. Für eine kurze Rückmeldung wäre ich dankbar."
        ),
        "WANN KOMMT ENDLICH DER NEUE KATALOG??? ICH WARTE!!!",
    ),
    (
        "fr",
        (
            "Bonjour, notre caisse ne fonctionne plus depuis ce matin et les douze magasins ne peuvent rien "
            "encaisser. Pourriez-vous regarder quand vous aurez un moment ? Merci beaucoup."
        ),
        "C'EST HONTEUX !!! LA COULEUR DE VOTRE SITE EST AFFREUSE !!!",
    ),
    (
        "fr",
        (
            "Madame, Monsieur, je crois que quelqu'un utilise mon compte en ce moment : de l'argent est "
            "parti vers une banque inconnue. Merci de le bloquer si possible."
        ),
        "POURQUOI VOTRE FACTURE EST EN CARACTÈRES SI PETITS ??? C'EST NUL !!!",
    ),
    (
        "es",
        (
            "Buenos días, el sistema del hospital no muestra las alergias de los pacientes y hay una "
            "operación esta tarde. ¿Podrían revisarlo, por favor? Muchas gracias."
        ),
        "¡¡¡QUÉ VERGÜENZA!!! ¡¡¡EL ICONO NUEVO ES HORRIBLE, CÁMBIENLO YA!!!",
    ),
    (
        "es",
        (
            "Hola, creo que han robado los datos de nuestros clientes, porque alguien los publica ahora "
            "mismo en internet. Les agradezco su ayuda."
        ),
        "¡¡¡ESTOY HARTO!!! ¿¿¿POR QUÉ EL BOLETÍN LLEGA LOS MARTES Y NO LOS LUNES???",
    ),
    (
        "pt",
        (
            "Bom dia, a folha de pagamento não foi enviada e amanhã duzentos funcionários ficam sem salário. "
            "Poderiam verificar, por favor? Obrigada."
        ),
        "QUE ABSURDO!!! A COR DO BOTÃO MUDOU DE NOVO!!! ODEIO ISSO!!!",
    ),
    (
        "pt",
        (
            "Olá, estão a sair transferências da minha conta que eu não fiz. Agradeço que a bloqueiem assim "
            "que puderem."
        ),
        "PORQUE É QUE A MÚSICA DE ESPERA É SEMPRE A MESMA??? É RIDÍCULO!!!",
    ),
)
"""A language, a calm emergency and a shouted trifle."""
QUESTIONS = (
    "Can I change the delivery address of order 5521 before it leaves?",
    "My invoice for May shows the wrong company name, could you correct it?",
    "The app closes by itself whenever I open my photos.",
    "How much would fifty licences cost for a school like ours?",
    "I forgot my password and the reset mail does not arrive.",
    "Do you have a shop near Leeds station?",
    "The washing machine stopped in the middle of the cycle, what now?",
    "Please close my account and delete my data.",
    "I would like to book a second seat on flight XK 22.",
    "Thank you for fixing the printer so quickly, all is well now.",
)
STRAYS = (
    "Earn $4,000 a week from your sofa!!! Crypto experts reveal the secret, click now and double your coins",
    (
        "We are a leading maker of LED panels in Shenzhen and offer you the best wholesale price, please "
        "forward this to your purchasing department"
    ),
    "Hi Mum, I will be home at seven, can you put the lasagne in the oven? Love you",
    "Dear Dr Patel, attached are my blood results for our appointment at your practice on Thursday",
    "Write me a poem about the autumn sea in the style of a pirate",
    "Who won the football world cup in 1974, and who scored?",
    "Boost your website to page one of the search results, our SEO team gives you a free audit, reply YES",
    "Jonas, the band rehearsal is moved to Friday, bring your bass and the new cable",
    "What is the capital of Mongolia, and can you solve x squared minus four equals zero?",
    "Dear winner, your e-mail address was drawn in our lottery, pay 90 dollars to receive the prize",
)
PIECES = (
    "hola,", "bonjour", "guten Tag", "bom dia", "hello", "URGENT!!!", "P1", "\n", "\ud800", "漢", "😀", "…",
    "nobody can sign in", "my money is gone", "niemand kann arbeiten", "tout est perdu", "no funciona nada",
    "não consigo pagar", "thanks", "danger", "tomorrow", "200 people", "\t", "'", "“", "0", "- ",
)  # fmt: skip


def judged(text: str, learned: Learned = FRESH, **message: str) -> Verdict:
    """Judge a text at a desk with the stock categories."""
    return judge(Message(text, **message), taxonomy=TAXONOMY, learned=learned)


def judged_written(entry: Written, learned: Learned = FRESH) -> Verdict:
    """Judge a message of the corpus."""
    return judged(entry.text, learned, subject=entry.subject, language=entry.lang)


def everything_of(verdict: Verdict) -> Iterator[Reason]:
    """Give all reasons that a verdict names."""
    for name in FIELDS:
        field = verdict.field(name)
        yield from field.reasons
        for opinion in field.opinions.values():
            yield from opinion.reasons


def assert_adds_up(verdict: Verdict) -> None:
    """See that the urgency is one point and what the reasons add, kept between 1 and 5."""
    field = verdict.urgency
    told = FLOOR + sum(reason.weight for reason in field.reasons)
    assert FLOOR <= field.value <= CAP
    assert field.value == bounded(round(told, 2))
    assert abs(told - field.value) < ROUNDED or told > CAP or told < FLOOR


def assert_follows(verdict: Verdict) -> None:
    """See that priority, score, level and hours are those of the urgency, or say why not."""
    urgency, said = verdict.urgency.value, texts(verdict.level)
    assert verdict.priority.value is USUAL_POLICY.priority(urgency)
    assert verdict.priority_score.value == SCORES[verdict.priority.value]
    assert verdict.sla_hours.value == HOURS[verdict.level.value]
    raised = Level.P1 if ALARM in said else Level.P2 if PATIENCE in said else None
    assert verdict.level.value is (raised or USUAL_POLICY.level(urgency))


def assert_cited(verdict: Verdict, message: Message) -> None:
    """See that each piece of evidence stands in the customer's text, at the place that it names."""
    for reason in everything_of(verdict):
        if reason.span is not None:
            whole = message.subject if reason.span.part is Part.SUBJECT else message.text
            assert reason.span.start < reason.span.end <= len(whole)
            assert whole[reason.span.start : reason.span.end].startswith(reason.span.text)


# --- the urgency is a sum, and its places follow ---------------------------------------------------------


@pytest.mark.parametrize("tier", list(Tier))
def test_the_urgency_of_real_messages_is_the_sum_of_its_reasons(tier: str) -> None:
    """Of any tier; places follow from it, and all evidence is in the customer's own words."""
    for entry in SOME:
        message = Message(entry.text, entry.subject, tier=tier, language=entry.lang)
        verdict = judge(message, taxonomy=TAXONOMY, learned=FRESH)

        assert verdict.urgency.decided_by is Voice.MODEL
        assert_adds_up(verdict)
        assert_follows(verdict)
        assert_cited(verdict, message)


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)),
    st.sampled_from(["", "en", "de", "fr", "es", "pt", "pl", "ja"]),
    st.sampled_from(list(Tier)),
)
@settings(max_examples=150)
def test_the_urgency_of_any_text_is_the_sum_of_its_reasons(text: str, language: str, tier: str) -> None:
    """Whatever is written, in whatever language it is said to be."""
    message = Message(text, language=language, tier=tier)

    verdict = judge(message, taxonomy=TAXONOMY, learned=FRESH)

    assert FLOOR <= verdict.urgency.value <= CAP
    assert_cited(verdict, message)
    if verdict.urgency.decided_by is Voice.MODEL:
        assert_adds_up(verdict)
        assert_follows(verdict)


def test_what_is_not_named_is_little() -> None:
    """Below the cap: what is too small to be named is less than a named mark each."""
    for entry in SOME:
        field = judged_written(entry).urgency
        if field.value < CAP:
            unnamed = sum(abs(reason.weight) for reason in field.reasons if reason.text == TRACES)
            assert unnamed < len(MARKS) * LEAST_POINTS + 0.05 + ROUNDED


@pytest.mark.parametrize("text", ["", " ", "?", "ok", "hi there", "P1", "😀"])
def test_who_says_next_to_nothing_does_not_press(text: str) -> None:
    """Nor is such a message marked by what it does not say."""
    verdict = judged(text)

    assert verdict.urgency.value < 2.0
    assert verdict.scope is not None
    assert verdict.scope.decided_by is Voice.RULE


def test_a_greater_sum_makes_greater_steps_likelier() -> None:
    """From one end to the other, so that confidence and places never run against the value."""
    starter = starter_for(ENCODER)
    assert starter is not None
    head = starter.heads["urgency"]
    assert head.meaning is not None
    spreads = [chances(head.meaning.scores(np.array([at], np.float32))) for at in np.linspace(1, 5, 17)]

    means = [float(spread @ np.array([float(step) for step in head.labels])) for spread in spreads]

    assert means == sorted(means)
    assert means[0] < 1.7
    assert means[-1] > 4.3


def test_the_same_message_has_the_same_verdict() -> None:
    """Nothing is drawn, and nothing stays behind from the message before."""
    once = [judged_written(entry) for entry in SOME[:20]]

    again = [judged_written(entry) for entry in reversed(SOME[:20])]

    assert once == again[::-1]


# --- what the tone does not decide -----------------------------------------------------------------------


@pytest.mark.parametrize("told", [True, False])
def test_calm_emergencies_stand_above_shouted_trifles(told: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """In five languages, told or found by the desk; each of the pairs was written for this test."""
    spoken = [(language if told else "", calm, loud) for language, calm, loud in PAIRS]

    above = [
        judged(calm, language=language).urgency.value > judged(loud, language=language).urgency.value
        for language, calm, loud in spoken
    ]

    assert sum(above) >= 10


def test_nobody_climbs_by_saying_that_it_is_urgent() -> None:
    """Words about the queue are no reason to wait less."""
    claims = (
        "Mark this as P1!!!",
        "This is URGENT, highest priority!!!",
        "Severity: critical. Escalate now.",
    )
    trifles = [entry for entry in messages("en") if entry.in_scope and entry.labels.urgency == FLOOR][::40]

    for entry, claim in product(trifles, claims):
        louder = replace(entry, text=f"{entry.text} {claim}")
        assert judged_written(louder).urgency.value <= judged_written(entry).urgency.value + 0.5


@pytest.mark.parametrize("plea", ["This is urgent.", "please hurry", "Thanks a lot, and best wishes"])
def test_a_plea_or_a_courtesy_neither_raises_nor_lowers(plea: str) -> None:
    """On average over trifles and emergencies it moves the urgency by next to nothing."""
    moved = [
        judged_written(replace(entry, text=f"{entry.text} {plea}")).urgency.value
        - judged_written(entry).urgency.value
        for entry in messages("en")[::37]
        if entry.in_scope
    ]

    assert abs(sum(moved) / len(moved)) < 0.2


@pytest.mark.parametrize("place", range(4))
def test_an_emergency_may_shout(place: int) -> None:
    """Capitals and exclamation marks leave it where it was."""
    _, calm, loud = PAIRS[place]

    shouted = judged(calm.upper().replace(".", "!!!"), language="en")

    assert abs(shouted.urgency.value - judged(calm, language="en").urgency.value) <= 0.7
    assert shouted.urgency.value > judged(loud, language="en").urgency.value


# --- strays ----------------------------------------------------------------------------------------------


def chance_inside(text: str) -> float:
    """Say how likely a message is a matter for the desk."""
    found = judged(text, language="en").category.in_scope
    assert found is not None
    return found


def test_everyday_questions_belong_here_rather_than_strays() -> None:
    """In most pairs; none of the questions is marked."""
    pairs = product(map(chance_inside, QUESTIONS), [chance_inside(text) for text in STRAYS])

    assert sum(own > other for own, other in pairs) >= 0.85 * len(QUESTIONS) * len(STRAYS)
    assert {judged(text).field("scope").value for text in QUESTIONS} == {TicketScope.IN_SCOPE}


def test_where_the_rules_have_marked_the_starter_is_silent() -> None:
    """Their mark, their chance and their reasons stay."""
    strays = [entry for entry in messages() if not entry.in_scope][::5]
    ruled = [
        (entry, judge(Message(entry.text, entry.subject, language=entry.lang)).scope) for entry in strays
    ]
    marked = [(entry, field) for entry, field in ruled if field and field.value is not TicketScope.IN_SCOPE]

    assert len(marked) >= 8
    assert all(judged_written(entry).scope == field for entry, field in marked)


def test_the_starter_marks_only_what_words_can_tell() -> None:
    """Spam, misdirected and off-topic mail, of five words and more; the rules' opinion stays beside it."""
    strays = [entry for entry in messages() if not entry.in_scope][::5]

    found = [(entry, judged_written(entry).field("scope")) for entry in strays]
    by_starter = [(entry, field) for entry, field in found if field.decided_by is Voice.MODEL]

    assert len(by_starter) >= len(strays) / 4
    assert {field.value for _, field in by_starter} <= MARKED
    assert all(field.opinions[Voice.RULE].value is TicketScope.IN_SCOPE for _, field in by_starter)
    for entry, _ in by_starter:
        few = " ".join(entry.text.split()[: FEWEST_WORDS // 2])
        assert judged(few, language=entry.lang).field("scope").decided_by is Voice.RULE


def test_a_marked_ticket_is_never_filed_unseen() -> None:
    """However easily the desk's own head and the starter's would act."""
    keen = acting(train(lessons(40, "category"), Course(TAXONOMY, ENCODER)).learned)
    strays = [entry for entry in messages("en") if not entry.in_scope][::4]

    verdicts = [judged_written(entry, learned) for entry in strays for learned in (keen, acting(FRESH))]
    marked = [verdict for verdict in verdicts if verdict.field("scope").value is not TicketScope.IN_SCOPE]

    assert len(marked) >= len(verdicts) / 2
    assert all(verdict.category.certainty is not Certainty.AUTO for verdict in marked)
    assert any(judged(text, keen).category.certainty is Certainty.AUTO for text in QUESTIONS)


def acting(learned: Learned) -> Learned:
    """Let all heads act from the least confidence on."""
    tongues = {
        name: replace(one, heads={about: replace(head, auto=0.0) for about, head in one.heads.items()})
        for name, one in learned.tongues.items()
    }
    starter = learned.starter
    assert starter is not None
    heads = {**starter.heads, "category": replace(starter.heads["category"], auto=0.0)}
    return replace(learned, tongues=tongues, starter=replace(starter, heads=heads))


# --- languages, encoders, categories ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Nie mogę się zalogować do konta, a z rachunku zniknęły pieniądze",
        "アカウントにログインできません。助けてください。",
        "Nem tudok belépni a fiókomba, és eltűnt a pénzem, kérem segítsenek",
        "Kan iemand mij vertellen waar mijn bestelling blijft, ik wacht al weken",
    ],
)
def test_a_language_without_a_glossary_is_left_to_the_rules(text: str) -> None:
    """Nothing is guessed from words that were never learnt."""
    ruled, verdict = judge(Message(text)), judged(text)

    for name in ("urgency", "priority", "priority_score", "level", "sla_hours", "sentiment", "frustrated"):
        assert verdict.field(name).value == ruled.field(name).value
        assert verdict.field(name).decided_by is Voice.RULE
    assert verdict.scope == ruled.scope
    assert EDITION not in {reason.source for reason in everything_of(verdict)}


@dataclass(frozen=True)
class Foreign:
    """An encoder that came with no starter heads."""

    seed: int = 0
    name: str = "foreign"
    version: str = "foreign-8@1"
    size: int = 8

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give vectors that mean nothing."""
        chance = np.random.default_rng(self.seed)
        return unit(chance.normal(size=(len(texts), self.size)).astype(np.float32))


def test_with_an_unknown_encoder_the_words_speak_alone() -> None:
    """Whatever its vectors are, the urgency is the same, and an emergency stands above a trifle."""
    first, second = (novice(TAXONOMY, Foreign(seed)) for seed in (1, 2))

    for language, calm, loud in PAIRS:
        found = [judged(text, one, language=language) for text in (calm, loud) for one in (first, second)]
        for name in ("urgency", "sentiment", "frustrated", "scope", "priority"):
            assert found[0].field(name) == found[1].field(name)
            assert found[2].field(name) == found[3].field(name)
        assert found[0].urgency.decided_by is Voice.MODEL
    above = [
        judged(calm, first, language=language).urgency.value
        > judged(loud, first, language=language).urgency.value
        for language, calm, loud in PAIRS
    ]
    assert sum(above) >= 10


def test_each_encoder_has_its_own_heads_or_those_of_the_usual_one() -> None:
    """Only with its own does the meaning of the whole count."""
    own, borrowed = starter_for(ENCODER), starter_for(Foreign(version="../../secrets"))

    assert own is not None
    assert own.encoder is ENCODER
    assert borrowed is not None
    assert borrowed.encoder is None
    assert file_name(ENCODER.version).startswith("wordllama")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_what_is_shipped_for_an_encoder_is_whole(file: Path) -> None:
    """Each mark and field with its labels, all heads with one vocabulary, and the means to keep a promise."""
    heads = unpacked(file.read_bytes())[ENGLISH]

    assert {*heads} == {*MARKS, URGENCY, CATEGORY, SCOPE, "sentiment", "frustrated"}
    assert {mark: len(heads[mark].labels) for mark in MARKS} == {
        mark: len(grades) for mark, grades in MARKS.items()
    }
    assert heads[CATEGORY].answers is not None
    assert heads[CATEGORY].auto is not None
    reading = [head for about, head in heads.items() if about != URGENCY]
    assert len({id(head.words.vocabulary) for head in reading if head.words}) == 1
    assert all(head.words and head.meaning for head in reading)


def test_a_desk_with_a_category_of_its_own_is_told_nothing_of_categories() -> None:
    """Stock categories say nothing of what else there may be; the urgency does not ask for them."""
    own = Category(name="recalls", title="Recalls", team="recalls", subcategories=("Other",))
    taxonomy = replace(TAXONOMY, version=2, categories=(*TAXONOMY.categories, own))
    learned = novice(taxonomy, ENCODER)

    for text in QUESTIONS:
        verdict = judge(Message(text), taxonomy=taxonomy, learned=learned)
        assert Voice.MODEL not in verdict.category.opinions
        assert EDITION not in {reason.source for reason in verdict.category.reasons}
        assert verdict.urgency.decided_by is Voice.MODEL


def test_a_desk_with_some_of_the_stock_categories_is_told_of_those() -> None:
    """And no other is ever said."""
    kept = tuple(one for one in TAXONOMY.categories if one.name in {"billing", "technical", "general"})
    taxonomy = replace(TAXONOMY, version=2, categories=kept)
    learned = novice(taxonomy, ENCODER)

    for text in QUESTIONS:
        field = judge(Message(text), taxonomy=taxonomy, learned=learned).category
        assert Voice.MODEL in field.opinions
        assert {label for label, _ in field.ranking} == {one.name for one in kept}
        assert sum(chance for _, chance in field.ranking) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Cannot login", "technical"),
        ("I cannot login, please", "technical"),
        ("How do I change my password?", "account"),
        ("I want a refund", "billing"),
        ("Pricing?", "sales"),
    ],
)
def test_a_documented_keyword_still_decides_a_short_message(text: str, category: str) -> None:
    """Whatever the starter heads think of it."""
    assert judged(text).category.value == category


# --- the desk's own say ----------------------------------------------------------------------------------


def test_a_rule_of_the_desk_beats_the_starter() -> None:
    """Upwards and downwards, and the places follow."""
    trifle, emergency = PAIRS[2][2], PAIRS[2][1]
    rules = (Rule("silly sound", "urgency", "5.0"), Rule("payroll run", "urgency", "1.0"))
    taxonomy = replace(TAXONOMY, version=2, rules=rules)

    raised, lowered = (
        judge(Message(text, language="en"), taxonomy=taxonomy, learned=FRESH) for text in (trifle, emergency)
    )

    assert raised.urgency.value > 4.5
    assert lowered.urgency.value < 1.5
    assert raised.urgency.decided_by is lowered.urgency.decided_by is Voice.RULE
    assert_follows(raised)
    assert_follows(lowered)


@pytest.mark.parametrize(("label", "sign"), [("5.0", 1), ("1.0", -1)])
def test_a_handful_of_corrections_moves_the_urgency_and_says_so(label: str, sign: int) -> None:
    """Those of messages like it; others stay nearly where they were."""
    told = "The printed catalogue has a page upside down"
    like = (
        "The printed catalogue has two pages upside down",
        "A page of your printed catalogue is upside down",
        "Page nine of the printed catalogue stands upside down",
        "In the printed catalogue one page is upside down",
        "Your printed catalogue: a page is upside down",
    )
    lessons = [
        Example(message=Message(text), labels={"urgency": label}, ticket=70 + number, number=1_000 + number)
        for number, text in enumerate(like)
    ]
    before = judged(told, language="en")

    wiser = with_examples(FRESH, lessons, TAXONOMY, learnt_until=100)
    after = judged(told, wiser, language="en")

    assert abs(after.urgency.value - float(label)) < 0.5
    assert after.urgency.value != before.urgency.value
    assert [reason.weight * sign > 0 for reason in after.urgency.reasons if reason.text == OWN_LABELS] == [
        True
    ]
    assert {reason.ticket for reason in after.urgency.reasons} & {lesson.ticket for lesson in lessons}
    assert_adds_up(after)
    assert_follows(after)
    for _, calm, _ in PAIRS[:4]:
        assert abs(judged(calm, wiser).urgency.value - judged(calm).urgency.value) <= 0.5


def lessons(many: int, about: str) -> list[Example]:
    """Give so many labelled messages, trifles and emergencies in turns; the urgencies are an odd desk's."""
    inside = [entry for entry in messages("en") if entry.in_scope]
    trifles = [entry for entry in inside if entry.labels.urgency <= 1.5][: many // 2]
    emergencies = [entry for entry in inside if entry.labels.urgency >= 4.0][: many // 2]
    told = [entry for pair in zip(trifles, emergencies, strict=True) for entry in pair]
    return [
        Example(
            message=Message(entry.text, entry.subject),
            labels={
                about: f"{6 - entry.labels.urgency:.1f}" if about == "urgency" else str(entry.labels.category)
            },
            number=number,
        )
        for number, entry in enumerate(told, 1)
    ]


def test_a_desk_that_sees_it_the_other_way_round_is_followed_as_its_labels_grow() -> None:
    """With 120 labels the order is its own; where it has not been learnt yet the usual one holds."""
    inside = [entry for entry in messages("en") if entry.in_scope]
    trifles = [entry for entry in inside if entry.labels.urgency <= 1.5][-20:]
    emergencies = [entry for entry in inside if entry.labels.urgency >= 4.0][-20:]
    taught = train(lessons(120, "urgency"), Course(TAXONOMY, ENCODER)).learned

    usual, own = (
        np.mean(
            [
                judged_written(one, learned).urgency.value > judged_written(other, learned).urgency.value
                for one, other in product(emergencies, trifles)
            ]
        )
        for learned in (FRESH, taught)
    )

    assert usual >= 0.75
    assert own <= 0.4
    for entry in (*trifles[:5], *emergencies[:5]):
        assert_adds_up(judged_written(entry, taught))
        assert_follows(judged_written(entry, taught))


def test_only_labels_of_a_field_are_ever_said() -> None:
    """In every ranking, and the chances of one add up to no more than one."""
    for entry in SOME:
        verdict = judged_written(entry)
        for name in ("sentiment", "frustrated"):
            assert {label for label, _ in verdict.field(name).ranking} == set(
                map(SCALES[name].read, SCALES[name].labels)
            )
        assert {step for step, _ in verdict.urgency.ranking} <= set(map(float, SCALES["urgency"].labels))
        assert sum(chance for _, chance in verdict.urgency.ranking) <= 1 + 1e-3
