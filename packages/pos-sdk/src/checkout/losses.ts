// Which exceptions of a recorded sale mean that value went astray.

const losses: ReadonlySet<string> = new Set(['hold_lapsed', 'return_unmatched', 'return_exceeds_sale'])

/** The sale was recorded without the reward that its receipt prints, or what came back may have left too much behind. */
export const isLoss = (code: string): boolean => code.startsWith('redemption_') || losses.has(code)
