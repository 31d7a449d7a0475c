import { describe, expect, it } from 'vitest'
import { nearest } from '../../shared/contract/did-you-mean.ts'
import { STAGES } from '../../shared/domain/lifecycle/stage.ts'

describe('what was probably meant', () => {
  it.each([
    { written: 'dorment', meant: 'dormant' },
    { written: 'dromant', meant: 'dormant' },
    { written: 'At Risk', meant: 'at-risk' },
    { written: 'atrisk', meant: 'at-risk' },
    { written: 'actve', meant: 'active' },
    { written: 'chruned', meant: 'churned' },
    { written: 'churn', meant: null },
    { written: 'nwe', meant: 'new' },
    { written: 'old', meant: null },
    { written: 'asleep', meant: null },
    { written: '', meant: null },
    { written: 'x'.repeat(100_000), meant: null },
  ])('$written: $meant', ({ written, meant }) => {
    expect(nearest(written, STAGES)).toBe(meant)
  })
})
