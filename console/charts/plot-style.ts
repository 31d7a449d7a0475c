/** How letters and ground look in every drawing that Plot makes. */
export const PLOT_STYLE = { background: 'transparent', color: 'var(--ink-soft)', fontSize: '12px' } as const
