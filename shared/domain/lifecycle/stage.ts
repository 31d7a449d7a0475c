/** Where a customer stands in their relation with us. Someone without activity has none (shown as `prospect`). */
export const STAGES = ['new', 'active', 'at-risk', 'dormant', 'churned'] as const
export type Stage = (typeof STAGES)[number]
