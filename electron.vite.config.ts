import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { chunkByEntries } from './build/chunk-by-entries.ts'
import { recordBuild } from './build/record-build.ts'

const here = import.meta.dirname

const BUILTIN_IMPORT = /^import (?:([\w$]+|\* as [\w$]+),? )?(?:\{([^}]*)\} )?from "(node:[\w/]+)";$/gm

/**
 * An `import` of one of Node's own modules evaluates all its exports, used or not: of node:http that loads the whole of
 * fetch, 40 ms of CPU, a tenth of a start. Asking for the module does not.
 */
const builtinsWithoutExports = {
  name: 'builtins-without-exports',
  renderChunk(code: string) {
    const changed = code.replaceAll(BUILTIN_IMPORT, (_, whole?: string, named?: string, id?: string) => {
      const names = [whole?.trim().replace('* as ', ''), named && `{${named.replaceAll(' as ', ': ')}}`]
      return names
        .filter(name => name)
        .map(name => `const ${name} = globalThis.process.getBuiltinModule("${id}");`)
        .join(' ')
    })
    return { code: changed, map: null }
  },
}

/** pdfkit asks for the metrics of its fonts by name, when it is run; in a bundle there is nothing of that name. */
const metricsOfFonts = {
  name: 'metrics-of-fonts',
  transform(code: string, id: string) {
    if (!/pdfkit[\\/]js[\\/]pdfkit\.node\.mjs$/.test(id)) return null
    const imports: string[] = []
    const changed = code.replaceAll(/require\$1\('#standard-fonts\/(\w+)'\)/g, (_, name: string) => {
      imports.push(`import metricsOf${name} from './standard-fonts/${name}.mjs';\n`)
      return `metricsOf${name}`
    })
    if (imports.length === 0)
      throw new Error('pdfkit finds its fonts in another way than metricsOfFonts expects.')
    return { code: imports.join('') + changed, map: null }
  },
}

/** Where each program of the main build begins. */
const PROGRAMS = {
  light: resolve(here, 'src/light/entry.ts'),
  // An entry of its own, so that it stays beside the first and finds the renderer from there.
  'light-shell': resolve(here, 'src/light/light.ts'),
  cli: resolve(here, 'src/cli/cli.ts'),
  desktop: resolve(here, 'src/main/desktop.ts'),
  // The thread that writes the history.
  'history-writer': resolve(here, 'src/engine/history/sqlite/history-writer.ts'),
  // Every process of the demo.
  actor: resolve(here, 'src/demo/actor.ts'),
}

export default defineConfig({
  main: {
    plugins: [builtinsWithoutExports, metricsOfFonts, recordBuild('main')],
    build: {
      outDir: 'out/main',
      target: 'node24',
      // The shells start in a fraction of the time from one bundle than from a thousand files.
      // Not minified: that gains 2 % more, and the log could not say any more where something failed.
      externalizeDeps: false,
      rollupOptions: {
        input: PROGRAMS,
        // PGlite is loaded where it is installed, by a demo on a machine without PostgreSQL.
        external: ['electron', 'node-notifier', '@electric-sql/pglite', '@electric-sql/pglite-socket'],
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: {
            groups: [{ name: chunkByEntries(PROGRAMS), includeDependenciesRecursively: false }],
          },
        },
      },
    },
  },
  preload: {
    plugins: [recordBuild('preload')],
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is CommonJS and has nothing to import but Electron.
      externalizeDeps: false,
      rollupOptions: {
        input: { bridge: resolve(here, 'src/preload/bridge.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    plugins: [react(), recordBuild('renderer')],
    build: {
      outDir: resolve(here, 'out/renderer'),
      emptyOutDir: true,
      minify: true,
      rollupOptions: { input: resolve(here, 'src/renderer/index.html') },
    },
  },
})
