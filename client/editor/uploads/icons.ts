const namespace = 'http://www.w3.org/2000/svg'

/** Lucide's, as the page's own icons are. */
const paths = {
  file: [
    'M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.7.7l3.6 3.6a2.4 2.4 0 0 1 .7 1.7V20a2 2 0 0 1-2 2z',
    'M14 2v5a1 1 0 0 0 1 1h5',
  ],
  download: ['M12 15V3', 'M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4', 'm7 10 5 5 5-5'],
} as const

export function icon(name: keyof typeof paths): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg')
  for (const [key, value] of Object.entries({ class: 'lucide', viewBox: '0 0 24 24', 'aria-hidden': 'true' }))
    svg.setAttribute(key, value)
  for (const d of paths[name])
    svg.appendChild(document.createElementNS(namespace, 'path')).setAttribute('d', d)
  return svg
}
