/** One of a stream's server-sent events. `data` is empty for a comment, or where the stream only says how soon to come back. */
export interface StreamEvent {
  name: string
  data: string
  retryInMs?: number
}

/** Reads server-sent events as they come in; `EventSource` shows no header, and a link's key is shown in one. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const events = (text + decoder.decode(value, { stream: true })).split('\n\n')
      text = events.pop() ?? ''
      yield* events.map(eventOf)
    }
  } finally {
    await reader.cancel().catch(ignoreCut)
  }
}

/** What is given up was cut already. */
function ignoreCut(error: unknown): void {
  if (!(error instanceof Error)) throw error
}

function eventOf(text: string): StreamEvent {
  const event: StreamEvent = { name: 'message', data: '' }
  const lines: string[] = []
  for (const line of text.split('\n')) {
    const [, field, value = ''] = /^([a-z]+):? ?(.*)$/s.exec(line) ?? []
    if (field === 'data') lines.push(value)
    else if (field === 'event') event.name = value
    else if (field === 'retry' && /^\d+$/.test(value)) event.retryInMs = Number(value)
  }
  return { ...event, data: lines.join('\n') }
}
