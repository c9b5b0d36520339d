import { ChatProvider } from '../../sync/chat/chat-provider.ts'
import type { OpenDocument } from '../document/open-document.ts'

const chats = new WeakMap<OpenDocument, ChatProvider>()

/** The document's chat, from the first time that anybody asks for it to the document's end. */
export function chatOf(opened: OpenDocument): ChatProvider {
  const known = chats.get(opened)
  if (known !== undefined) return known
  const chat = new ChatProvider({ provider: opened.provider })
  chats.set(opened, chat)
  // It must not go with the page, nor with a walk to another one.
  chat.on('changed', () => {
    const [before, { waiting, unkept }] = [opened.unsaid.get(), chat.unsent]
    if (waiting !== before.waiting || unkept !== before.unkept) opened.unsaid.set({ waiting, unkept })
  })
  opened.onClose(() => chat.close())
  return chat
}
