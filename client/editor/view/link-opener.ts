import { Plugin } from '@tiptap/pm/state'
import { allowedAddress } from '../../../formats/link-address.ts'

/** Opens a link by Mod-click, for a plain click puts the caret into it; where nothing can be edited, by any click. */
export function linkOpenerPlugin(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        click(view, event) {
          if (!(event.target instanceof Element)) return false
          const href = allowedAddress(event.target.closest('a[href]')?.getAttribute('href'))
          if (href === undefined || (view.editable && !event.metaKey && !event.ctrlKey)) return false
          event.preventDefault()
          window.open(href, href.startsWith('#') ? '_self' : '_blank', 'noopener,noreferrer')
          return true
        },
      },
    },
  })
}
