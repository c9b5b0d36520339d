import { Plugin } from '@tiptap/pm/state'

/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 40

/**
 * Keeps others' edits back while a person composes a character, as in Korean or Japanese: changing the text under a
 * composition breaks it. This person's edits go on.
 */
export function compositionPlugin(hold: () => () => void): Plugin {
  const holder = holdWhileComposing(hold)
  return new Plugin({
    props: {
      handleDOMEvents: {
        compositionstart: () => holder.start(),
        compositionend: () => holder.end(),
      },
    },
    view: () => ({ destroy: holder.release }),
  })
}

export function holdWhileComposing(hold: () => () => void): {
  start: () => void
  end: () => void
  release: () => void
} {
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
    end() {
      clearTimeout(timer)
      timer = setTimeout(release, settleInMs)
    },
    release,
  }
}
