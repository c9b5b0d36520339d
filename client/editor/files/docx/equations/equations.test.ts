import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { newSeed, randomFrom } from '../../../testing/random.ts'
import { nameEquations } from './name-equations.ts'

const namespace = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

/** As Word writes it: each run says its font, each construct how it would be typed on in. */
function texOf(omml: string): string {
  const xml = `<w:document ${namespace}><w:p><m:oMath>${omml}</m:oMath></w:p></w:document>`
  const [, text = ''] = /<w:t xml:space="preserve">([^<]*)<\/w:t>/.exec(nameEquations(xml)) ?? []
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

const font = '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/></w:rPr>'
const r = (text: string, properties = '') =>
  `<m:r>${properties && `<m:rPr>${properties}</m:rPr>`}${font}<m:t xml:space="preserve">${text}</m:t></m:r>`
const plain = (text: string) => r(text, '<m:sty m:val="p"/>')
const of = (name: string, ...parts: string[]) => `<m:${name}>${parts.join('')}</m:${name}>`
const with_ = (name: string, settings: string, ...parts: string[]) =>
  of(name, `<m:${name}Pr>${settings}<m:ctrlPr>${font}</m:ctrlPr></m:${name}Pr>`, ...parts)
const e = (...parts: string[]) => of('e', ...parts)
const lettered = (...names: string[]) => names.map(name => of(name, r(name[0] ?? ''))).join('')

const equations: [string, string, string][] = [
  ['letters and signs', r('α+β≤2π×10%'), '\\alpha+\\beta\\le2\\pi\\times10\\%'],
  ['a command before a letter', r('θx') + r('∈') + r('A'), '\\theta x\\in A'],
  ['entities', r('a&lt;b&amp;c'), 'a<b\\&c'],
  [
    'upright, bold and other alphabets',
    plain('d') + r('v', '<m:sty m:val="b"/>') + r('R', '<m:scr m:val="double-struck"/>') + r('ℝ𝑥𝒜𝛂'),
    '\\mathrm{d}\\mathbf{v}\\mathbb{R}\\mathbb{R}x\\mathcal{A}\\boldsymbol{\\alpha}',
  ],
  ['words', r('if x_1 > 0', '<m:nor/>') + r('속도 v'), '\\text{if x\\_1 > 0}\\text{속도 }v'],
  ['a fraction', with_('f', '', of('num', r('a')), of('den', r('b+1'))), '\\frac{a}{b+1}'],
  [
    'a fraction in a line',
    with_('f', '<m:type m:val="lin"/>', of('num', r('a')), of('den', r('b'))),
    '{a}/{b}',
  ],
  [
    'a slanted fraction',
    with_('f', '<m:type m:val="skw"/>', of('num', r('a')), of('den', r('b'))),
    '{}^{a}/_{b}',
  ],
  [
    'what is chosen',
    with_('d', '', e(with_('f', '<m:type m:val="noBar"/>', of('num', r('n')), of('den', r('k'))))),
    '\\binom{n}{k}',
  ],
  [
    'a stack',
    with_('f', '<m:type m:val="noBar"/>', of('num', r('n')), of('den', r('k'))),
    '\\genfrac{}{}{0pt}{}{n}{k}',
  ],
  [
    'scripts',
    of('sSup', e(r('x')), of('sup', r('2'))) +
      of('sSub', e(r('a')), of('sub', r('ij'))) +
      of('sSubSup', e(r('σ')), of('sub', r('i')), of('sup', r('2'))),
    'x^2a_{ij}\\sigma_i^2',
  ],
  [
    'scripts of more than a letter',
    of('sSup', e(of('sSup', e(r('e')), of('sup', r('x')))), of('sup', r('n+1'))),
    '{e^x}^{n+1}',
  ],
  [
    'scripts before',
    of('sPre', of('sub', r('6')), of('sup', r('14')), e(plain('C'))),
    '{}_6^{14}\\mathrm{C}',
  ],
  ['primes', of('sSup', e(r('f')), of('sup', r('′'))) + r('(x)+y″'), "f'(x)+y''"],
  [
    'roots',
    with_('rad', '<m:degHide m:val="1"/>', of('deg'), e(r('x'))) +
      with_('rad', '', of('deg', r('3')), e(r('y'))),
    '\\sqrt{x}\\sqrt[3]{y}',
  ],
  [
    'a sum',
    with_(
      'nary',
      '<m:chr m:val="∑"/><m:limLoc m:val="undOvr"/>',
      of('sub', r('i=1')),
      of('sup', r('n')),
      e(r('i')),
    ),
    '\\sum_{i=1}^ni',
  ],
  [
    'an integral',
    with_('nary', '<m:limLoc m:val="subSup"/>', of('sub', r('0')), of('sup', r('∞')), e(r('fdx'))),
    '\\int_0^{\\infty}fdx',
  ],
  [
    'an integral without limits',
    with_(
      'nary',
      '<m:chr m:val="∮"/><m:subHide m:val="1"/><m:supHide m:val="1"/>',
      of('sub'),
      of('sup'),
      e(r('f')),
    ),
    '\\oint f',
  ],
  [
    'a product under which something stands',
    with_(
      'nary',
      '<m:chr m:val="∏"/><m:limLoc m:val="undOvr"/><m:supHide m:val="1"/>',
      of('sub', r('p')),
      of('sup'),
      e(r('p')),
    ),
    '\\prod_pp',
  ],
  [
    'brackets',
    with_('d', '', e(r('x+1'))) +
      with_('d', '<m:begChr m:val="["/><m:endChr m:val=")"/><m:sepChr m:val=","/>', e(r('a')), e(r('b'))),
    '(x+1)[a,b)',
  ],
  [
    'brackets that grow',
    with_(
      'd',
      '<m:begChr m:val="{"/><m:endChr m:val="}"/>',
      e(r('x')),
      e(with_('f', '', lettered('num', 'den'))),
    ),
    '\\left\\{x\\middle|\\frac{n}{d}\\right\\}',
  ],
  [
    'what is absolute, or rounded',
    with_('d', '<m:begChr m:val="|"/><m:endChr m:val="|"/>', e(r('x'))) +
      with_('d', '<m:begChr m:val="⌊"/><m:endChr m:val="⌋"/>', e(r('x'))),
    '\\left|x\\right|\\left\\lfloor x\\right\\rfloor',
  ],
  [
    'a bracket that is open',
    with_('d', '<m:endChr m:val=""/>', e(with_('f', '', lettered('num', 'den')))),
    '\\left(\\frac{n}{d}\\right.',
  ],
  ['brackets that TeX has not', with_('d', '<m:begChr m:val="⟦"/><m:endChr m:val="⟧"/>', e(r('x'))), '⟦x⟧'],
  [
    'functions',
    of('func', of('fName', plain('sin')), e(r('x'))) +
      of('func', of('fName', of('sSup', e(plain('cos')), of('sup', r('2')))), e(with_('d', '', e(r('x'))))),
    '\\sin x\\cos^2(x)',
  ],
  ['functions of one’s own', of('func', of('fName', plain('sgn')), e(r('x'))), '\\operatorname{sgn}x'],
  [
    'limits',
    of('func', of('fName', of('limLow', e(plain('lim')), of('lim', r('n→∞')))), e(r('a'))) +
      of('func', of('fName', of('limLow', e(plain('argmax')), of('lim', r('x')))), e(r('f'))),
    '\\lim_{n\\to\\infty}a\\operatorname*{argmax}_xf',
  ],
  [
    'something above and below',
    of('limUpp', e(r('=')), of('lim', plain('def'))) + of('limLow', e(r('AB')), of('lim', r('c'))),
    '\\overset{\\mathrm{def}}{=}\\underset{c}{AB}',
  ],
  [
    'a brace with words',
    of('limLow', e(with_('groupChr', '', e(r('a+b')))), of('lim', r('n'))) +
      with_('groupChr', '<m:chr m:val="⏞"/><m:pos m:val="top"/>', e(r('c'))),
    '\\underbrace{a+b}_n\\overbrace{c}',
  ],
  [
    'an arrow with words',
    of('box', e(with_('groupChr', '<m:chr m:val="→"/><m:vertJc m:val="top"/>', e(plain('heat'))))),
    '\\xrightarrow{\\mathrm{heat}}',
  ],
  [
    'accents',
    with_('acc', '', e(r('x'))) +
      with_('acc', '<m:chr m:val="⃗"/>', e(r('AB'))) +
      with_('acc', '<m:chr m:val="̇"/>', e(r('y'))),
    '\\hat{x}\\overrightarrow{AB}\\dot{y}',
  ],
  [
    'bars',
    with_('bar', '<m:pos m:val="top"/>', e(r('z'))) + with_('bar', '', e(r('z'))),
    '\\overline{z}\\underline{z}',
  ],
  [
    'a matrix',
    with_(
      'd',
      '<m:begChr m:val="["/><m:endChr m:val="]"/>',
      e(
        with_(
          'm',
          '<m:mcs><m:mc><m:mcPr><m:count m:val="2"/><m:mcJc m:val="center"/></m:mcPr></m:mc></m:mcs>',
          of('mr', e(r('1')), e(r('0'))),
          of('mr', e(r('0')), e(r('1'))),
        ),
      ),
    ),
    '\\begin{bmatrix}1&0\\\\0&1\\end{bmatrix}',
  ],
  [
    'cases',
    with_(
      'd',
      '<m:begChr m:val="{"/><m:endChr m:val=""/>',
      e(with_('eqArr', '', e(r('0,&amp;x&lt;0')), e(r('1,&amp;x≥0')))),
    ),
    '\\begin{cases}0,&x<0\\\\1,&x\\ge0\\end{cases}',
  ],
  [
    'equations below each other',
    with_('eqArr', '', e(r('a&amp;=b')), e(r('c&amp;=d'))),
    '\\begin{aligned}a&=b\\\\c&=d\\end{aligned}',
  ],
  [
    'a number at the edge',
    with_('eqArr', '<m:maxDist m:val="1"/>', e(r('E=m#') + with_('d', '', e(r('1'))))),
    'E=m\\qquad(1)',
  ],
  [
    'boxes',
    of('box', e(r('a'))) +
      of('borderBox', e(r('b'))) +
      with_(
        'borderBox',
        '<m:hideTop m:val="1"/><m:hideBot m:val="1"/><m:hideLeft m:val="1"/><m:hideRight m:val="1"/><m:strikeBLTR m:val="1"/>',
        e(r('c')),
      ),
    'a\\boxed{b}\\cancel{c}',
  ],
  [
    'what is there and not seen',
    with_('phant', '<m:show m:val="0"/>', e(r('x'))) + with_('phant', '<m:show m:val="1"/>', e(r('y'))),
    '\\phantom{x}y',
  ],
  [
    'lines',
    r('a', '<m:aln/>') + r('=b') + r('=c', '<m:brk m:alnAt="1"/><m:aln/>'),
    '\\begin{aligned}&a=b\\\\&=c\\end{aligned}',
  ],
  ['what was added, and not what was taken away', `<w:ins>${r('a')}</w:ins><w:del>${r('b')}</w:del>`, 'a'],
  ['what nobody has heard of', of('spiral', of('spiralPr'), of('turn', r('x')), e(r('y'))), 'xy'],
]

describe('an equation of Word’s is TeX', () => {
  it.each(equations)('%s', (_, omml, tex) => {
    expect(texOf(omml)).toBe(tex)
    katex.renderToString(tex, { throwOnError: true, strict: 'ignore' })
  })

  it('in any construct that TeX can draw, with all of its letters', () => {
    const seed = newSeed()
    const random = randomFrom(seed)
    const parts = equations.map(([, omml]) => omml)
    for (let round = 0; round < 200; round++) {
      // One construct in the place of a letter of another.
      const nested = random
        .pick(parts)
        .replace(/<m:r>(?!<m:rPr>).*?<\/m:r>/, () => `${r('Z')}${random.pick(parts)}${r('Ω')}`)
      const tex = texOf(nested)
      expect(
        () => katex.renderToString(tex, { throwOnError: true, strict: 'ignore' }),
        `SEED=${seed} ${tex}`,
      ).not.toThrow()
      if (nested.includes('>Z<')) expect(tex, `SEED=${seed}`).toMatch(/Z.*\\Omega/)
    }
  })

  it('with every letter that Word has for mathematics', () => {
    const ranges = [
      [0x20, 0x7e],
      [0xa0, 0xff],
      [0x370, 0x3ff],
      [0x2010, 0x205f],
      [0x2070, 0x209c],
      [0x2100, 0x214f],
      [0x2190, 0x22ff],
      [0x2300, 0x23ff],
      [0x25a0, 0x25ff],
      [0x27c0, 0x29ff],
      [0x2a00, 0x2aff],
      [0x1d400, 0x1d7ff],
    ] as const
    const broken: string[] = []
    for (const [first, last] of ranges)
      for (let code = first; code <= last; code++) {
        const tex = texOf(r(`a&#x${code.toString(16)};b`))
        try {
          katex.renderToString(tex, { throwOnError: true, strict: 'ignore' })
        } catch {
          broken.push(`${String.fromCodePoint(code)} ${tex}`)
        }
      }
    expect(broken).toEqual([])
  })
})
