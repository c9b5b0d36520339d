document.querySelector('form').addEventListener('submit', event => {
  event.preventDefault()
  const said = document.querySelector('#document').value.trim()
  // Of an address, what follows /d/ or /live/.
  const id = /\/(?:d|live)\/([^/?#]+)/.exec(said)?.[1] ?? said
  location.href = `/examples/long-polling.html#${encodeURIComponent(id)}`
})
