/**
 * `hybrid`: the default with a plan. `always-valid`: without one. `fixed`: one look, on the planned date. `lan-demets`: looks at equal shares of
 * the plan. `bayesian`: chance to beat the control, no protection against repeated looks. `thompson`: shares follow what works; judged as
 * always-valid.
 */
export const METHODS = ['hybrid', 'always-valid', 'fixed', 'lan-demets', 'bayesian', 'thompson'] as const
export type Method = (typeof METHODS)[number]
