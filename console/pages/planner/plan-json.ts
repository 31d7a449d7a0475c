import type { PowerAnswer, PowerAsk } from '../../../shared/contract/api-power.ts'

/** The part of a campaign's file that says what was planned here. What is usual is left out. */
export const planJson = (power: PowerAnswer, asked: PowerAsk): string => {
  const { measure, baseline, smallestEffect, alpha, needed } = power
  const isMoney = measure === 'revenue'
  const plan = {
    ...(isMoney ? { measure } : {}),
    baseline: rounded(baseline),
    smallestEffect: asked.effect === undefined && asked.lift !== undefined ? percent(asked.lift) : rounded(smallestEffect),
    ...(asked.alpha === undefined ? {} : { alpha }),
    ...(asked.power === undefined ? {} : { power: power.power }),
    // Of money the file cannot tell how many it takes: its spread is not in it.
    ...(isMoney && needed !== null ? { total: needed.customers } : {}),
  }
  return `"plan": ${JSON.stringify(plan, null, 2)}`
}

const percent = (lift: string): string => (lift.includes('%') ? lift.replaceAll(' ', '') : `${rounded(100 * Number(lift))}%`)

/** Without the last digits that arithmetic leaves behind. */
const rounded = (value: number): number => Number(value.toPrecision(6))
