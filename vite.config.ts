import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build, defineConfig, type Plugin } from 'vite'
import { emojiGroups, emojiNames } from './scripts/emoji-data.ts'

const server = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

/**
 * What panels that are opened later share with each other alone. Else it would be in the chunk that every document waits for;
 * and if one of these is wanted before the first letter, all of them are fetched by then.
 */
const inPanelsAlone = new RegExp(
  `(${[
    'client/ui/(slash/(suggestion-menu|search)|bubble/(use-floating|floating-bar)|toolbar/(link-panel|block-icons))',
    'client/ui/(share/people-with-access|api/sharing|parts/confirm)',
    'lucide-react/dist/esm/icons/(unlink|file-text|list(-ordered|-todo)?|trash|heading-[123]|square-code|external-link)',
    'lucide-react/dist/esm/icons/(text-quote|log-out|copy|pilcrow)',
  ].join('|')})\\.m?[jt]sx?$`,
)

/** What several chunks share that come late, each only when it is used: files, tables and images but for what waits for them, the handle beside blocks, the chat, what draws code and formulas. */
const inPartsOfItsOwn = new RegExp(
  `/(${[
    'client/editor/(blocks|files|rich|clipboard/(html-reader|flatten-html|flat-block|formulas|html-elements|inline-style-sheets|origins)|tables/(?!loading)|images/(?!loading|taking|selected-image))',
    'client/i18n/blocks',
    'formats/(?!content|link-address|numbers)',
    'client/(ui|sync)/chat/(?!chat-button)',
    'client/ui/parts/panel-header',
    'client/(ui|sync|editor)/uploads/',
    'client/ui/rich/rich-labels',
    'protocol/(chat|file-name)',
    'client/ui/(blocks/(?!blocks\\.tsx)|emoji/(?!emoji-button)|images/(?!image-(at|button))|toolbar/block-(menu-items|icons))',
    'lucide-react.*/(clock|coffee|flag|hash|leaf|lightbulb|plane|trophy|user-round|arrow-(up|down)|copy-plus|clipboard-copy|image-(plus|up)|paperclip|trash|heading-\\d|pilcrow|list(-ordered|-todo)?|square-code|text-quote)\\.m?js',
    '@tiptap/pm/dist/tables',
    'prosemirror-tables',
    '(lowlight|highlight\\.js|devlop|katex|tus-js-client|js-base64|url-parse|requires-port|querystringify)/',
  ].join('|')})`,
)

export default defineConfig({
  root: 'client',
  plugins: [react(), emojiData(), livePage(), preloadDocument(), modernFonts(), listForOffline(), compress()],
  resolve: {
    alias: {
      // Its copy for browsers needs a page; Markdown is read and written in a worker, which has none.
      'decode-named-character-reference': join(
        import.meta.dirname,
        'node_modules/decode-named-character-reference/index.js',
      ),
    },
  },
  worker: { format: 'es' },
  // `:dir()` (4) stays as it is: as a list of languages, which older browsers would be given, it misses text that runs by its own letters.
  css: { lightningcss: { exclude: 4 } },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': server,
      '/auth': server,
      '/health': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Every file must be fetchable by itself: a content security policy without data: URLs stays possible.
    assetsInlineLimit: 0,
    // One style sheet: code with one of its own would wait for that before it runs.
    cssCodeSplit: false,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'client/index.html'),
        'service-worker': join(import.meta.dirname, 'client/service-worker.ts'),
      },
      output: {
        entryFileNames: chunk =>
          chunk.name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
        codeSplitting: {
          groups: [
            // Changes with its own releases only, so returning visitors keep it; every page needs it.
            {
              name: 'react',
              test: /node_modules\/(react|react-dom|scheduler|wouter)\//,
            },
            // Else each small module that two pages share would be a request of its own.
            { name: 'shared', tags: ['$initial'], minShareCount: 2 },
            { name: 'panels', minShareCount: 2, includeDependenciesRecursively: false, test: inPanelsAlone },
            // What a document shares with its panels, which the other pages do without.
            {
              name: 'document',
              minShareCount: 2,
              test: id => !inPartsOfItsOwn.test(id),
            },
          ],
        },
      },
    },
  },
})

/** What emoji there are, and their names in each language: modules of their own, made of what Emojibase knows. */
function emojiData(): Plugin {
  const prefix = 'virtual:emoji-'
  const resolved = (id: string) => `\0${id}`
  return {
    name: 'emoji-data',
    resolveId: id => (id.startsWith(prefix) ? resolved(id) : null),
    load(id) {
      if (!id.startsWith(resolved(prefix))) return null
      const of = id.slice(resolved(prefix).length)
      return `export default ${JSON.stringify(of === 'groups' ? emojiGroups() : emojiNames(of))}`
    },
  }
}

/** Chunks that a document needs before one can type in it. */
const documentChunks = ['document-page', 'y-indexeddb']

/** What the live view fetches: nothing of it is the app's. */
const liveFiles = 'assets/live-'

/** The page for an audience, built by itself: in one build with the app it would share the app's chunks, and its style sheet. */
function livePage(): Plugin {
  return {
    name: 'live-page',
    configureServer: server => {
      server.middlewares.use((request, _response, next) => {
        if (request.url?.startsWith('/live/') === true && !request.url.includes('.'))
          request.url = '/live.html'
        next()
      })
    },
    async generateBundle() {
      const built = await build({
        root: join(import.meta.dirname, 'client'),
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        css: { lightningcss: { exclude: 4 } },
        build: {
          write: false,
          target: 'es2022',
          assetsInlineLimit: 0,
          rolldownOptions: {
            input: join(import.meta.dirname, 'client/live.html'),
            output: {
              entryFileNames: `${liveFiles}page-[hash].js`,
              chunkFileNames: `${liveFiles}[name]-[hash].js`,
              assetFileNames: `${liveFiles}[name]-[hash][extname]`,
            },
          },
        },
      })
      for (const { output } of [built].flat().filter(each => 'output' in each))
        for (const file of output)
          this.emitFile({
            type: 'asset',
            fileName: file.fileName,
            source: file.type === 'chunk' ? file.code : file.source,
          })
    },
  }
}

/** Lets the browser fetch a document's code while it reads the page: the app asks for it only once it runs itself. */
function preloadDocument(): Plugin {
  return {
    name: 'preload-document',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter(file => file.type === 'chunk')
        const wanted = documentChunks.map(name => {
          const chunk = chunks.find(each => each.name === name)
          if (chunk === undefined) throw new Error(`There is no chunk named ${name}`)
          return chunk
        })
        const files = new Set(wanted.flatMap(chunk => [chunk.fileName, ...chunk.imports]))
        return [...files]
          .map(file => `/${file}`)
          .filter(href => !html.includes(href))
          .map(href => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href },
            injectTo: 'head',
          }))
      },
    },
  }
}

/** The letters of formulas come in three formats; every browser that Quire runs in reads the first. */
function modernFonts(): Plugin {
  return {
    name: 'modern-fonts',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const file of Object.keys(bundle)) if (/\.(woff|ttf)$/.test(file)) delete bundle[file]
    },
  }
}

/** Tells the service worker which files make up the app, so that it opens without a network. */
function listForOffline(): Plugin {
  return {
    name: 'list-for-offline',
    apply: 'build',
    // After those that add the style sheet and the icons of the page.
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const worker = bundle['service-worker.js']
        if (worker?.type !== 'chunk') return
        // Of fonts, the one kind that every browser takes. Fetched in this order: what a page needs first comes first.
        const built = Object.keys(bundle).filter(
          file =>
            !/\.(html|map|woff|ttf)$/.test(file) &&
            file !== 'service-worker.js' &&
            // Who is in the audience is not without a network.
            !file.startsWith(liveFiles),
        )
        const given = await readdir(join(import.meta.dirname, 'client/public'), { withFileTypes: true })
        // The examples in their folder show what servers can do.
        const loose = given.filter(file => file.isFile()).map(({ name }) => name)
        const files = ['', ...loose, ...built].map(file => `/${file}`)
        worker.code = worker.code.replace('__FILES__', () => JSON.stringify(files))
      },
    },
  }
}

/** Puts compressed copies beside the files: the server sends those, and compresses nothing while people wait. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) return
      const files = await readdir(dir, { recursive: true, encoding: 'utf8' })
      const texts = files.filter(file => /\.(js|css|html|svg|webmanifest)$/.test(file))
      await Promise.all(texts.map(file => compressFile(join(dir, file))))
    },
  }
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path)
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes),
  ])
  await Promise.all([writeFile(`${path}.gz`, gzipped), writeFile(`${path}.br`, brotli)])
}
