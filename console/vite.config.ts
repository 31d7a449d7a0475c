/** Builds the console into static files: what the local process serves, and CloudFront will. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // One address for all: pages have paths of their own, so assets are named from the root.
  base: '/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The browsers that have what we use: nesting and `color-mix` in styles, top-level await.
    target: ['chrome120', 'firefox121', 'safari17'],
    // Inlined as data they would be no hashed files, and a strict policy refuses some of them.
    assetsInlineLimit: 0,
    // The policy has no room for inline scripts, and every browser above preloads modules by itself.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Read by test/console/size.test.ts, which adds up what the first page loads.
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 800,
  },
})
