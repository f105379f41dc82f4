import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts'],
    globalSetup: ['packages/server/test/global-setup.ts'],
    // Processes of their own, so that a test that kills or exhausts something harms only itself. Two, since each has
    // a database and a server to share two cores with.
    pool: 'forks',
    maxWorkers: 2,
    // Real databases are started, killed, and recovered here; a hanging test still ends within a minute.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    // What a page does takes its time on a machine that has other things to do; what never comes still ends within the test.
    expect: { poll: { timeout: 15_000 } },
  },
})
