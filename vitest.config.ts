import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts'],
    globalSetup: ['packages/server/test/global-setup.ts'],
    // Three processes: a test in a browser waits now and then, and two cores have room for another. Each for many files:
    // reading the server's modules anew for every one took a fifth of the time. What a test kills is a process of its own.
    pool: 'forks',
    isolate: false,
    maxWorkers: 3,
    // Real databases are started, killed, and recovered here, and a whole sale in a browser is one test. A machine may be
    // busy with other things; what hangs still ends after two minutes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    // What a page does takes its time on a machine that has other things to do; what never comes still ends within the test.
    expect: { poll: { timeout: 15_000 } },
  },
})
