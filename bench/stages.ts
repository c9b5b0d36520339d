/** From asking for a page until: its scripts are there, something shows, one can type, a typed letter stands. */
export type Stage = 'scripts' | 'painted' | 'editor' | 'letter'

/** Runs in the page before anything of it: marks when one can type in a text of at least so many blocks, puts the caret at
 *  its start, and marks when a letter stands there. */
export function markStages(blocks = 1): void {
  const observer = new MutationObserver(() => {
    const editor = document.querySelector<HTMLElement>('.ProseMirror[contenteditable="true"]')
    if (editor === null || editor.childElementCount < blocks) return
    if (performance.getEntriesByName('editor').length === 0) {
      performance.mark('editor')
      editor.focus()
    }
    if (editor.firstElementChild?.textContent?.includes('§')) {
      performance.mark('letter')
      observer.disconnect()
    }
  })
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
}

/** The letter that `markStages` looks for. */
export const sign = '§'

/** Runs in the page. Milliseconds since `timeOrigin`, which are milliseconds since 1970. */
export function readStages() {
  const timeOf = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN
  const editor = timeOf('editor')
  const scripts = performance
    .getEntriesByType('resource')
    .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
    .filter(({ name, startTime }) => name.endsWith('.js') && startTime < editor)
    .map(({ responseEnd }) => responseEnd)
  return {
    timeOrigin: performance.timeOrigin,
    scripts: Math.max(...scripts),
    painted: timeOf('first-contentful-paint'),
    editor,
    letter: timeOf('letter'),
  }
}

/** From the moment in which the page was asked for, in ms. */
export function stagesSince(
  askedAt: number,
  { timeOrigin, ...stages }: ReturnType<typeof readStages>,
): Record<Stage, number> {
  const late = askedAt - timeOrigin
  return {
    scripts: stages.scripts - late,
    painted: stages.painted - late,
    editor: stages.editor - late,
    letter: stages.letter - late,
  }
}
