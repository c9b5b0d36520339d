import { focusText } from '../../focus-text.ts'
import { isComposing } from '../../is-composing.ts'
import { kindOf } from '../../schema/block-attributes.ts'
import type { QuireEditor, RichLabels } from '../../types.ts'
import { element } from '../elements.ts'
import { openPanel } from '../panel.ts'
import { findLanguage, type Language, languages } from './languages.ts'
import { recentLanguages, rememberLanguage } from './recent-languages.ts'

type Choice = { id: string | null; name: string }
type Where = { anchor: Element; at: number }

/**
 * Asks what a block of code is written in. A field that narrows a list: arrows and Enter choose, as everywhere.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function pickLanguage(editor: QuireEditor, labels: RichLabels, { anchor, at }: Where): void {
  const written: unknown = editor.state.doc.nodeAt(at)?.attrs.language
  const now = typeof written === 'string' ? (findLanguage(written)?.id ?? written) : null
  // Others may write above it meanwhile.
  let place = at
  const follow = ({ transaction }: { transaction: { mapping: { map: (at: number) => number } } }) => {
    place = transaction.mapping.map(place)
  }
  editor.on('transaction', follow)
  const list = element('div', {
    id: 'code-languages',
    role: 'listbox',
    class: 'menu',
    'aria-label': labels.language,
  })
  const field = element('input', {
    role: 'combobox',
    class: 'panel-search',
    'aria-label': labels.findLanguage,
    placeholder: labels.findLanguage,
    'aria-controls': list.id,
    'aria-expanded': 'true',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  })
  const nothing = element('p', { class: 'panel-nothing', role: 'status' })
  const { close } = openPanel(
    anchor,
    { label: labels.language, width: 256, closed: () => editor.off('transaction', follow) },
    element('div', { class: 'language-picker' }, field, list, nothing),
  )

  const choose = (id: string | null) => {
    close()
    setLanguage(editor, place, id)
    focusText(editor)
  }
  const show = () => {
    const choices = found(field.value, labels)
    list.replaceChildren(
      ...choices.map((choice, index) => option(choice, { index, isNow: choice.id === now })),
    )
    list.hidden = choices.length === 0
    nothing.textContent = choices.length === 0 ? labels.noLanguage : ''
    const isNow = choices.findIndex(({ id }) => id === now)
    activate(list, field, field.value === '' ? Math.max(0, isNow) : 0)
  }
  list.addEventListener('mousedown', event => event.preventDefault())
  list.addEventListener('click', ({ target }) => {
    const chosen = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null
    if (chosen !== null) choose(chosen.dataset.id ?? null)
  })
  field.addEventListener('input', show)
  field.addEventListener('keydown', event => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown') move(list, field, 1)
    else if (event.key === 'ArrowUp') move(list, field, -1)
    else if (event.key === 'Enter') {
      const active = list.querySelector<HTMLElement>('[aria-selected="true"]')
      if (active !== null) choose(active.dataset.id ?? null)
    } else if (event.key === 'Tab') close()
    else return
    event.preventDefault()
  })
  show()
  field.focus({ preventScroll: true })
}

/** False where there is no code any more. */
export function setLanguage(
  { view, undoManager, isEditable }: QuireEditor,
  at: number,
  id: string | null,
): boolean {
  const node = view.state.doc.nodeAt(at)
  if (!isEditable || node === null || kindOf(node) !== 'code') return false
  undoManager.stopCapturing()
  view.dispatch(view.state.tr.setNodeAttribute(at, 'language', id))
  undoManager.stopCapturing()
  if (id !== null) rememberLanguage(id)
  return true
}

/** Plain first, then what was chosen last, then all by name; with something typed, what that means. */
export function found(typed: string, { plainCode }: Pick<RichLabels, 'plainCode'>): Choice[] {
  const plain: Choice = { id: null, name: plainCode }
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') {
    const recent = recentLanguages().flatMap(id => findLanguage(id) ?? [])
    return [plain, ...recent, ...languages.filter(each => !recent.includes(each))]
  }
  const ranked = languages.map(each => ({ each, rank: rankOf(each, wanted) })).filter(({ rank }) => rank > 0)
  const matching = ranked.sort((a, b) => b.rank - a.rank).map(({ each }) => each)
  return plainCode.toLowerCase().includes(wanted) ? [plain, ...matching] : matching
}

function rankOf({ id, name, aliases }: Language, wanted: string): number {
  const names = [name.toLowerCase(), id, ...aliases]
  if (names.includes(wanted)) return 3
  if (names.some(each => each.startsWith(wanted))) return 2
  return names.some(each => each.includes(wanted)) ? 1 : 0
}

function option({ id, name }: Choice, { index, isNow }: { index: number; isNow: boolean }): HTMLElement {
  const created = element('div', { id: `code-language-${index}`, role: 'option', class: 'menu-item' }, name)
  if (id !== null) created.dataset.id = id
  if (isNow) created.append(element('span', { class: 'menu-check', 'aria-hidden': 'true' }, '✓'))
  return created
}

function move(list: HTMLElement, field: HTMLElement, by: 1 | -1): void {
  const count = list.children.length
  const now = [...list.children].findIndex(each => each.getAttribute('aria-selected') === 'true')
  if (count > 0) activate(list, field, (now + by + count) % count)
}

function activate(list: HTMLElement, field: HTMLElement, at: number): void {
  for (const [index, each] of [...list.children].entries())
    each.setAttribute('aria-selected', String(index === at))
  const active = list.children[at]
  if (active === undefined) field.removeAttribute('aria-activedescendant')
  else field.setAttribute('aria-activedescendant', active.id)
  active?.scrollIntoView({ block: 'nearest' })
}
