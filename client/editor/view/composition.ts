import { Plugin } from '@tiptap/pm/state'

/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 40

/**
 * A Korean keyboard ends a syllable only with the next key: who stops typing would hold others back for ever. After
 * this long a whole syllable counts as meant, in ms. Other scripts wait: there one may be choosing from a list.
 */
const commitInMs = 5_000

const wholeSyllable = /[가-힣]$/

export type CompositionHolder = {
  start: () => void
  update: (composed: string) => void
  end: () => void
  release: () => void
}

/**
 * Keeps others' edits back while a person composes a character, as in Korean or Japanese: changing the text under a
 * composition breaks it. This person's edits go on. `commit` ends a composition and leaves its text as it is.
 */
export function holdWhileComposing(hold: () => () => void, commit: () => void): CompositionHolder {
  let held: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const release = () => {
    clearTimeout(timer)
    held?.()
    held = undefined
  }
  return {
    start() {
      clearTimeout(timer)
      held ??= hold()
    },
    update(composed) {
      clearTimeout(timer)
      if (wholeSyllable.test(composed)) timer = setTimeout(commit, commitInMs)
    },
    end() {
      clearTimeout(timer)
      timer = setTimeout(release, settleInMs)
    },
    release,
  }
}

/** Losing the focus ends a composition in every browser; the caret is where it was when it comes back. */
export function commitComposition(element: HTMLElement): void {
  if (element.ownerDocument.activeElement !== element) return
  element.blur()
  element.focus({ preventScroll: true })
}

/**
 * Runs `run` when it is asked for: at once, or, while a character is being composed, a moment after that. For what is
 * drawn in the text by itself, when somebody leaves, say: an element that comes or goes beside a composition may end it.
 */
export function outsideComposition(
  view: { readonly composing: boolean; readonly dom: HTMLElement },
  run: () => void,
): { ask: () => void; destroy: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWanted = false
  const ask = () => {
    isWanted = view.composing
    if (!isWanted) run()
  }
  const ended = () => {
    clearTimeout(timer)
    if (isWanted) timer = setTimeout(ask, settleInMs)
  }
  view.dom.addEventListener('compositionend', ended)
  return {
    ask,
    destroy() {
      clearTimeout(timer)
      view.dom.removeEventListener('compositionend', ended)
    },
  }
}

export function compositionPlugin(hold: () => () => void): Plugin {
  let element: HTMLElement | undefined
  const holder = holdWhileComposing(hold, () => element && commitComposition(element))
  return new Plugin({
    props: {
      handleDOMEvents: {
        compositionstart: () => holder.start(),
        compositionupdate: (_, event) => holder.update(event.data),
        compositionend: () => holder.end(),
      },
    },
    view(view) {
      element = view.dom
      return { destroy: holder.release }
    },
  })
}
