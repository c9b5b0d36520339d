/** What TeX calls letters and signs. Others stay what they are. */
const commands = new Map<string, string>()
for (const line of `
α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa ϰ varkappa λ lambda μ mu µ mu ν nu
ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon ϕ phi φ varphi χ chi ψ psi ω omega
Γ Gamma Δ Delta ∆ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega Ω Omega ϝ digamma
× times ÷ div · cdot ⋅ cdot ± pm ∓ mp ∘ circ ∙ bullet • bullet ⋆ star † dagger ‡ ddagger ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot
≤ le ≥ ge ⩽ leqslant ⩾ geqslant ≠ ne ≈ approx ≡ equiv ≢ not\\equiv ≅ cong ∼ sim ≃ simeq ∝ propto ≪ ll ≫ gg ≺ prec ≻ succ ≼ preccurlyeq ≽ succcurlyeq
≜ triangleq ≔ coloneqq ≐ doteq ≍ asymp
→ to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↑ uparrow ↓ downarrow ↕ updownarrow ⇑ Uparrow ⇓ Downarrow ↦ mapsto
⟶ longrightarrow ⟵ longleftarrow ⟹ Longrightarrow ⟸ Longleftarrow ⟺ iff ⟼ longmapsto ↪ hookrightarrow ↩ hookleftarrow ⇌ rightleftharpoons
↗ nearrow ↘ searrow ↙ swarrow ↖ nwarrow ⇀ rightharpoonup ⇁ rightharpoondown ↼ leftharpoonup ↽ leftharpoondown
∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊄ not\\subset ⊊ subsetneq ⊋ supsetneq ∪ cup ∩ cap ⊎ uplus ∅ emptyset ∖ setminus ⊔ sqcup ⊓ sqcap
∀ forall ∃ exists ∄ nexists ¬ neg ∧ wedge ∨ vee ⊥ perp ⊤ top ∥ parallel ∦ nparallel ∣ mid ∤ nmid ∠ angle ∡ measuredangle ⊢ vdash ⊨ vDash
∴ therefore ∵ because … dots ⋯ cdots ⋮ vdots ⋱ ddots ∞ infty ∂ partial ∇ nabla √ surd ° degree ℏ hbar ℓ ell ℘ wp ℜ Re ℑ Im ℵ aleph ℶ beth ∎ blacksquare
△ triangle ▽ triangledown □ square ◊ lozenge ⋄ diamond ⟨ langle ⟩ rangle 〈 langle 〉 rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ‖ |
∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ∯ oiint ∰ oiiint ⋃ bigcup ⋂ bigcap ⋁ bigvee ⋀ bigwedge
⨁ bigoplus ⨂ bigotimes ⨀ bigodot ⨄ biguplus ⨆ bigsqcup
ı imath ȷ jmath { { } } $ $ # # % % & & _ _`
  .trim()
  .split('\n')) {
  const words = line.split(' ')
  for (let at = 0; at + 1 < words.length; at += 2) commands.set(words[at] ?? '', `\\${words[at + 1]}`)
}
for (const [letter, tex] of [
  ['\\', '\\backslash'],
  ['^', '\\text{\\textasciicircum}'],
  ['~', '\\sim'],
  ['`', '\\text{`}'],
  ['−', '-'],
  ['∗', '*'],
  ['∕', '/'],
  ['′', "'"],
  ['″', "''"],
  ['‴', "'''"],
  ['\u00a0', '~'],
  ['\u2002', '\\enspace'],
  ['\u2003', '\\quad'],
  ['\u3000', '\\quad'],
  ['\u2004', '\\;'],
  ['\u2005', '\\:'],
  ['\u2006', '\\,'],
  ['\u2009', '\\,'],
  ['\u200a', '\\,'],
  ['\u205f', '\\:'],
] as const)
  commands.set(letter, tex)

/** They are not seen: joiners, and what says to machines that a function is applied. */
const unseen = /^[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]$/

export function commandOf(letter: string): string | undefined {
  return unseen.test(letter) ? '' : commands.get(letter)
}

export type Alphabet =
  | 'mathrm'
  | 'mathbf'
  | 'boldsymbol'
  | 'mathcal'
  | 'mathfrak'
  | 'mathbb'
  | 'mathsf'
  | 'mathtt'

/** Unicode has alphabets of their own for mathematics. By where each ends, in their order. */
const alphabets: readonly (readonly [number, Alphabet | undefined])[] = [
  [0x1d433, 'mathbf'],
  [0x1d467, undefined],
  [0x1d49b, 'boldsymbol'],
  [0x1d503, 'mathcal'],
  [0x1d537, 'mathfrak'],
  [0x1d56b, 'mathbb'],
  [0x1d59f, 'mathfrak'],
  [0x1d66f, 'mathsf'],
  [0x1d6a3, 'mathtt'],
  [0x1d6a5, undefined],
  [0x1d6e1, 'boldsymbol'],
  [0x1d71b, undefined],
  [0x1d7cb, 'boldsymbol'],
  [0x1d7d7, 'mathbf'],
  [0x1d7e1, 'mathbb'],
  [0x1d7f5, 'mathsf'],
  [0x1d7ff, 'mathtt'],
]

/** A letter of such an alphabet, as a plain one; others as they are. */
export function plainLetter(letter: string): { letter: string; alphabet?: Alphabet } {
  const code = letter.codePointAt(0) ?? 0
  if (code >= 0x1d400 && code <= 0x1d7ff) {
    const [, alphabet] = alphabets.find(([last]) => code <= last) ?? []
    return { letter: letter.normalize('NFKC'), ...(alphabet && { alphabet }) }
  }
  if ('ℂℍℕℙℚℝℤ'.includes(letter)) return { letter: letter.normalize('NFKC'), alphabet: 'mathbb' }
  if ('ℬℰℱℋℐℒℳℛ'.includes(letter)) return { letter: letter.normalize('NFKC'), alphabet: 'mathcal' }
  if ('ℭℌℨ'.includes(letter)) return { letter: letter.normalize('NFKC'), alphabet: 'mathfrak' }
  return { letter: 'ℎℯℊℴⅅⅆⅇⅈⅉ'.includes(letter) ? letter.normalize('NFKC') : letter }
}

const inText: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}

/** Words within a formula. */
export function asText(words: string): string {
  const escaped = words.replace(/[\\^~{}$&#%_]/g, sign => inText[sign] ?? `\\${sign}`)
  return escaped === '' ? '' : `\\text{${escaped.replace(/\s+/g, ' ')}}`
}

/** Names that TeX knows as functions. */
export const functions = new Set(
  (
    'arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min ' +
    'Pr sec sin sinh sup tan tanh'
  ).split(' '),
)
