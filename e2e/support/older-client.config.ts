import type { Plugin, PluginOption } from 'vite'
import thisVersion from '../../vite.config.ts'

/** The client as it was before its editor knew rules and highlights. All else about it is these sources; it is built in a
 *  hurry, though, neither made small nor compressed. */
export default {
  ...thisVersion,
  plugins: [...(thisVersion.plugins ?? []).filter(plugin => !compresses(plugin)), knowLess()],
  build: { ...thisVersion.build, minify: false },
}

function compresses(plugin: PluginOption): boolean {
  return typeof plugin === 'object' && plugin !== null && 'name' in plugin && plugin.name === 'compress'
}

function knowLess(): Plugin {
  const without: Record<string, RegExp[]> = {
    'client/editor/schema/index.ts': [/^ {2}Rule,$/m, /^ {2}Highlight,$/m],
    'client/editor/schema/nodes.ts': [/ \| rule\b/],
  }
  return {
    name: 'know-less',
    enforce: 'pre',
    transform(code, id) {
      const file = Object.keys(without).find(name => id.endsWith(name))
      if (file === undefined) return null
      return (without[file] ?? []).reduce((text, known) => {
        if (!known.test(text)) this.error(`${file} has no ${known}`)
        return text.replace(known, '')
      }, code)
    },
  }
}
