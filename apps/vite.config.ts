// How the screens are built, one app at a time: the mode is the app's name. scripts/build-web.mjs runs it.
import {
  convertCssVariables,
  deepMerge,
  defaultCssVariablesResolver,
  DEFAULT_THEME,
  mergeMantineTheme,
} from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

import { cssVariables, theme } from './kit/src/theme.ts'

const here = new URL('.', import.meta.url).pathname
const variablesName = 'virtual:mantine-variables.css'

/**
 * Mantine would put its variables into a <style> when the page runs, which the page's policy forbids. They depend on the
 * theme alone, so they are printed here, by Mantine's own functions.
 */
function mantineVariables(): Plugin {
  return {
    name: 'mantine-variables',
    resolveId: (name) => (name === variablesName ? `\0${variablesName}` : undefined),
    load: (name) => {
      if (name !== `\0${variablesName}`) return undefined
      const merged = mergeMantineTheme(DEFAULT_THEME, theme)
      return convertCssVariables(deepMerge(defaultCssVariablesResolver(merged), cssVariables(merged)))
    },
  }
}

export default defineConfig(({ mode: app }) => ({
  root: `${here}${app}`,
  base: `/${app}/`,
  publicDir: `${here}${app}/public`,
  logLevel: 'warn',
  plugins: [react(), mantineVariables()],
  build: {
    target: 'es2022',
    // A font or picture inside a style sheet would need a policy that allows data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Sizes are told by a test, as they travel.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // A machine that is busy is no fault of the build.
      checks: { pluginTimings: false },
      // What the first screen needs comes in one file: each file more costs a worker's answer before anything is drawn.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
}))
