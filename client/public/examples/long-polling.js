const id = location.hash.slice(1)
if (id === '') location.replace('./')
// text, markdown, or html; text is what a page shows best as it comes.
const as = new URLSearchParams(location.search).get('as') ?? 'text'

function showMessage(text) {
  document.querySelector('#message').textContent = text
}

// The loop of the tutorials, as they have it. The browser remembers the answer's ETag, and sends it along: the request is held until the
// document is another one than the page has.
async function subscribe() {
  const response = await fetch(`/api/documents/${id}/changes?feed=longpoll&as=${encodeURIComponent(as)}`)

  if (response.status === 502) {
    // The connection was cut: let's reconnect.
    await subscribe()
  } else if (response.status !== 200) {
    // Let's show the error, and reconnect in one second.
    showMessage(response.statusText)
    await new Promise(resolve => setTimeout(resolve, 1000))
    await subscribe()
  } else {
    // Get and show the message, and wait for the next one.
    const message = await response.text()
    showMessage(message)
    await subscribe()
  }
}

if (id !== '') subscribe()
