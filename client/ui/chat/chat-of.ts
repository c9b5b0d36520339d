import { ChatProvider } from '../../sync/chat/chat-provider.ts'
import type { OpenDocument } from '../document/open-document.ts'

const chats = new WeakMap<OpenDocument, ChatProvider>()

/** The document's chat, from the first time that anybody asks for it to the document's end. */
export function chatOf(opened: OpenDocument): ChatProvider {
  const known = chats.get(opened)
  if (known !== undefined) return known
  const chat = new ChatProvider({ provider: opened.provider })
  chats.set(opened, chat)
  opened.onClose(() => chat.close())
  return chat
}
