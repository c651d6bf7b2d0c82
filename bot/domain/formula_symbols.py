"""What LaTeX commands stand for: their character, how they are spoken, and how they are spaced."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple


class Kind(Enum):
    """How a symbol behaves between its neighbours."""

    ORDINARY = "ordinary"
    WORD = "word"
    """A function's name or a large operator: apart from what follows."""
    PLUS = "plus"
    """Binds like addition."""
    TIMES = "times"
    """Binds like multiplication."""
    SLASH = "slash"
    RELATION = "relation"
    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"
    SPACE = "space"


class Symbol(NamedTuple):
    """A character or name, how it is spoken, and its kind."""

    text: str
    spoken: str
    kind: Kind = Kind.ORDINARY


def _table(kind: Kind, rows: str) -> dict[str, Symbol]:
    """Read entries `command character words to speak`, apart by semicolons or lines.

    Without words, the command itself is spoken.
    """
    found: dict[str, Symbol] = {}
    for row in filter(None, rows.replace("\n", ";").split(";")):
        name, text, *spoken = row.split()
        found[name] = Symbol(text, " ".join(spoken) or name, kind)
    return found


_GREEK = """
alpha α; beta β; gamma γ; delta δ; epsilon ε; varepsilon ε epsilon; zeta ζ; eta η; theta θ
vartheta ϑ theta; iota ι; kappa κ; lambda λ; mu μ; nu ν; xi ξ; pi π; rho ρ; varrho ϱ rho; sigma σ
varsigma ς sigma; tau τ; upsilon υ; phi φ; varphi φ phi; chi χ; psi ψ; omega ω
Gamma Γ capital gamma; Delta Δ capital delta; Theta Θ capital theta; Lambda Λ capital lambda
Xi Ξ capital xi; Pi Π capital pi; Sigma Σ capital sigma; Upsilon Υ capital upsilon
Phi Φ capital phi; Psi Ψ capital psi; Omega Ω capital omega
"""
_ORDINARY = """
infty ∞ infinity; partial ∂ partial; nabla ∇ nabla; ell ℓ l; hbar ℏ h bar; Re ℜ real part
Im ℑ imaginary part; aleph ℵ; emptyset ∅ the empty set; varnothing ∅ the empty set
forall ∀ for all; exists ∃ there exists; nexists ∄ there exists no; neg ¬ not; lnot ¬ not; top ⊤
bot ⊥ bottom; angle ∠; triangle △; prime ′; dagger †; degree ° degrees; ldots … and so on
dots … and so on; cdots ⋯ and so on; vdots ⋮ and so on; square □; checkmark ✓
"""
_WORDS = """
log log; ln ln; lg lg; exp exp; sin sin; cos cos; tan tan; cot cot; sec sec; csc csc
arcsin arcsin; arccos arccos; arctan arctan; sinh sinh; cosh cosh; tanh tanh; max max; min min
sup sup; inf inf; lim lim the limit; limsup limsup; liminf liminf; arg arg; det det; dim dim
gcd gcd; ker ker; deg deg; Pr Pr the probability; sum ∑ the sum; prod ∏ the product
int ∫ the integral; iint ∬ the double integral; oint ∮ the contour integral; bigcup ⋃ the union
bigcap ⋂ the intersection; bigoplus ⨁ the direct sum; bigotimes ⨂ the tensor product
"""
_PLUS = """
pm ± plus or minus; mp ∓ minus or plus; cup ∪ union; cap ∩ intersection; setminus ∖ without
land ∧ and; wedge ∧ and; lor ∨ or; vee ∨ or; oplus ⊕ direct sum
"""
_TIMES = """
times × times; cdot · times; div ÷ divided by; ast ∗ star; star ⋆ star; circ ∘ after; bullet • dot
otimes ⊗ tensor; odot ⊙ elementwise times
"""
_RELATIONS = """
le ≤ is at most; leq ≤ is at most; leqslant ≤ is at most; ge ≥ is at least; geq ≥ is at least
geqslant ≥ is at least; ne ≠ is not equal to; neq ≠ is not equal to; lt < is less than
gt > is greater than; ll ≪ is much less than; gg ≫ is much greater than; approx ≈ is about
equiv ≡ is equivalent to; sim ∼ is distributed as; simeq ≃ is similar to; cong ≅ is congruent to
propto ∝ is proportional to; in ∈ in; notin ∉ not in; ni ∋ contains; subset ⊂ is a subset of
subseteq ⊆ is a subset of; supset ⊃ is a superset of; supseteq ⊇ is a superset of; to → to
rightarrow → to; longrightarrow → to; leftarrow ← becomes; gets ← becomes
leftrightarrow ↔ if and only if; mapsto ↦ maps to; Rightarrow ⇒ implies; implies ⇒ implies
Leftarrow ⇐ is implied by; Leftrightarrow ⇔ if and only if; iff ⇔ if and only if; mid | given
parallel ∥ parallel to; perp ⊥ independent of; models ⊨ models; vdash ⊢ proves
triangleq ≜ is defined as; coloneqq ≔ is defined as; prec ≺ precedes; succ ≻ succeeds
"""
_OPEN = """
langle ⟨ angle bracket; lfloor ⌊ floor of; lceil ⌈ ceiling of; lvert | absolute value of
lVert ‖ norm of; lbrack [ [; lbrace { {
"""
_CLOSE = """
rangle ⟩ end angle bracket; rfloor ⌋ end floor; rceil ⌉ end ceiling; rvert | end absolute value
rVert ‖ end norm; rbrack ] ]; rbrace } }
"""

COMMANDS: Final[dict[str, Symbol]] = {
    **_table(Kind.ORDINARY, _GREEK + _ORDINARY),
    **_table(Kind.WORD, _WORDS),
    **_table(Kind.PLUS, _PLUS),
    **_table(Kind.TIMES, _TIMES),
    **_table(Kind.RELATION, _RELATIONS),
    **_table(Kind.OPEN, _OPEN),
    **_table(Kind.CLOSE, _CLOSE),
    "vert": Symbol("|", "bar"),
    "Vert": Symbol("‖", "double bar"),
    "|": Symbol("‖", "double bar"),
    "colon": Symbol(":", ":", Kind.COMMA),
    "argmax": Symbol("argmax", "argmax", Kind.WORD),
    "argmin": Symbol("argmin", "argmin", Kind.WORD),
    "%": Symbol("%", "per cent"),
    "$": Symbol("$", "dollars"),
    "&": Symbol("&", "and"),
    "#": Symbol("#", "number"),
    "_": Symbol("_", "_"),
    "{": Symbol("{", "{", Kind.OPEN),
    "}": Symbol("}", "}", Kind.CLOSE),
    **{name: Symbol(" ", "", Kind.SPACE) for name in (",", ":", ";", ">", " ", "quad", "qquad")},
    **dict.fromkeys(("!", "displaystyle", "textstyle"), Symbol("", "")),
}
"""Commands without arguments, without their backslash."""

CHARACTERS: Final[dict[str, Symbol]] = {
    "+": Symbol("+", "plus", Kind.PLUS),
    "-": Symbol("−", "minus", Kind.PLUS),
    "*": Symbol("*", "times", Kind.TIMES),
    "/": Symbol("/", "over", Kind.SLASH),
    "=": Symbol("=", "equals", Kind.RELATION),
    "<": Symbol("<", "is less than", Kind.RELATION),
    ">": Symbol(">", "is greater than", Kind.RELATION),
    ":": Symbol(":", ":", Kind.COMMA),
    ",": Symbol(",", ",", Kind.COMMA),
    ";": Symbol(";", ";", Kind.COMMA),
    "(": Symbol("(", "(", Kind.OPEN),
    "[": Symbol("[", "[", Kind.OPEN),
    ")": Symbol(")", ")", Kind.CLOSE),
    "]": Symbol("]", "]", Kind.CLOSE),
    "|": Symbol("|", "bar"),
    "!": Symbol("!", "factorial"),
    "~": Symbol(" ", "", Kind.SPACE),
}
"""Characters that are more than themselves."""

ACCENTS: Final[dict[str, str]] = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
"""Accents as combining characters."""

STYLES: Final[dict[str, str]] = {
    "mathbf": "bold",
    "boldsymbol": "bold",
    "bm": "bold",
    "mathbb": "blackboard",
    "mathcal": "script",
    "mathscr": "script",
    "mathfrak": "fraktur",
    "mathit": "",
    "mathsf": "",
    "mathtt": "",
    "mathnormal": "",
}
"""Letters in another style; an empty style looks like plain text."""

_SUPERSCRIPTS = (
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺−⁻=⁼(⁽)⁾"
    "aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ"
    "AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂαᵅβᵝγᵞδᵟθᶿφᵠχᵡ⊤ᵀ"
)
_SUBSCRIPTS = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩχᵪ"
SUPERSCRIPTS: Final = dict(zip(_SUPERSCRIPTS[::2], _SUPERSCRIPTS[1::2], strict=True))
SUBSCRIPTS: Final = dict(zip(_SUBSCRIPTS[::2], _SUBSCRIPTS[1::2], strict=True))
RAISED: Final = frozenset("*′″‴†°∗⋆")
"""Characters that stand raised by themselves, so that `x^*` is `x*`."""
