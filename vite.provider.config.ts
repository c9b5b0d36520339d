import { defineConfig } from 'vite'

/** The provider for other applications: one module with our own sources in it, and every package left to the application,
 *  which must not end up with a second Yjs. */
export default defineConfig({
  publicDir: false,
  build: {
    lib: { entry: 'client/sync/index.ts', formats: ['es'], fileName: 'index' },
    outDir: 'dist/provider',
    emptyOutDir: false,
    target: 'es2022',
    minify: false,
    sourcemap: true,
    rolldownOptions: { external: /^[^./]/ },
  },
})
