/** Which address shows which page. Every page is fetched when somebody goes there, and already when a pointer rests on its link. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import type { PowerAsk } from '../shared/contract/api-power.ts'
import { nameOfPart, plainPart } from '../shared/contract/api-path.ts'
import { STAGES, type Standing } from './api/types.ts'
import { Loading } from './parts/loading.tsx'
import { Broken, Missing } from './shell/failure.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })
const getParentRoute = (): typeof root => root

/** What stands behind the question mark: text, whatever it looks like. */
type Asked = Readonly<Record<string, unknown>>
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isStanding = (value: unknown): value is Standing => value === 'prospect' || STAGES.some((stage) => stage === value)

const routeTree = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: lazyRouteComponent(() => import('./pages/overview/overview.tsx'), 'Overview') }),
  createRoute({
    getParentRoute,
    path: '/campaigns',
    component: lazyRouteComponent(() => import('./pages/campaigns/campaigns.tsx'), 'Campaigns'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/new',
    component: lazyRouteComponent(() => import('./pages/editor/new.tsx'), 'New'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/$id/edit',
    component: lazyRouteComponent(() => import('./pages/editor/edit.tsx'), 'Edit'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/$id',
    component: lazyRouteComponent(() => import('./pages/campaigns/campaign.tsx'), 'Campaign'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/$id/mail',
    validateSearch: ({ version, variant, step }: Asked): { readonly version: string; readonly variant: string; readonly step: string } => ({
      version: isText(version) ? version : '0',
      variant: isText(variant) ? variant : ' ',
      step: isText(step) ? step : '0',
    }),
    component: lazyRouteComponent(() => import('./pages/campaigns/written-mail.tsx'), 'WrittenMail'),
  }),
  createRoute({ getParentRoute, path: '/results', component: lazyRouteComponent(() => import('./pages/results/results.tsx'), 'Results') }),
  createRoute({
    getParentRoute,
    path: '/results/$id',
    // Experiments of others, and the global holdout, are called as they like: in a path only plain letters are safe.
    params: { parse: ({ id }) => ({ id: nameOfPart(id) ?? id }), stringify: ({ id }) => ({ id: plainPart(id) }) },
    validateSearch: ({ asOf, phase }: Asked): { readonly asOf?: string; readonly phase?: string } => ({
      ...(isText(asOf) ? { asOf } : {}),
      ...(isText(phase) ? { phase } : {}),
    }),
    component: lazyRouteComponent(() => import('./pages/results/result.tsx'), 'Result'),
  }),
  createRoute({
    getParentRoute,
    path: '/planner',
    validateSearch: (asked: Asked): PowerAsk => Object.fromEntries(Object.entries(asked).filter(([, value]) => isText(value))),
    component: lazyRouteComponent(() => import('./pages/planner/planner.tsx'), 'Planner'),
  }),
  createRoute({
    getParentRoute,
    path: '/customers',
    validateSearch: ({ search, stage }: Asked): { readonly search?: string; readonly stage?: Standing } => ({
      ...(isText(search) ? { search } : {}),
      ...(isStanding(stage) ? { stage } : {}),
    }),
    component: lazyRouteComponent(() => import('./pages/customers/customers.tsx'), 'Customers'),
  }),
  // Ids of customers are theirs who publish: any text. Two dots in a path would lead elsewhere; in the query nothing does.
  createRoute({
    getParentRoute,
    path: '/customers/one',
    validateSearch: ({ id, why }: Asked): { readonly id: string; readonly why?: string } => ({
      id: isText(id) ? id : '',
      ...(isText(why) ? { why } : {}),
    }),
    component: lazyRouteComponent(() => import('./pages/customers/customer.tsx'), 'Customer'),
  }),
  createRoute({
    getParentRoute,
    path: '/inbox',
    validateSearch: ({ customer }: Asked): { readonly customer?: string } => (isText(customer) ? { customer } : {}),
    component: lazyRouteComponent(() => import('./pages/inbox/inbox.tsx'), 'Inbox'),
  }),
  createRoute({ getParentRoute, path: '/inbox/$id', component: lazyRouteComponent(() => import('./pages/inbox/mail.tsx'), 'Mail') }),
  createRoute({
    getParentRoute,
    path: '/quarantine',
    validateSearch: ({ state }: Asked): { readonly state?: 'dismissed' } => (state === 'dismissed' ? { state } : {}),
    component: lazyRouteComponent(() => import('./pages/quarantine/quarantine.tsx'), 'Quarantine'),
  }),
  createRoute({
    getParentRoute,
    path: '/tasks',
    validateSearch: ({ assignee, order }: Asked): { readonly assignee?: string; readonly order?: 'last-due' } => ({
      ...(isText(assignee) ? { assignee } : {}),
      ...(order === 'last-due' ? { order } : {}),
    }),
    component: lazyRouteComponent(() => import('./pages/tasks/tasks.tsx'), 'Tasks'),
  }),
  createRoute({
    getParentRoute,
    path: '/delivery',
    component: lazyRouteComponent(() => import('./pages/delivery/delivery.tsx'), 'Delivery'),
  }),
  createRoute({
    getParentRoute,
    path: '/activity',
    component: lazyRouteComponent(() => import('./pages/activity/activity.tsx'), 'Activity'),
  }),
  createRoute({ getParentRoute, path: '/connect', component: lazyRouteComponent(() => import('./pages/connect/connect.tsx'), 'Connect') }),
])

export const router = createRouter({
  routeTree,
  // Plain text: the library's own way takes `4711` for a number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const asked = new URLSearchParams(Object.entries(search).filter((pair): pair is [string, string] => isText(pair[1])))
    return asked.size === 0 ? '' : `?${asked}`
  },
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  defaultPendingComponent: () => <Loading heights={[72, 240, 320]} />,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  /** What was done last, for the page that is gone to: it can be taken back there. */
  interface HistoryState {
    published?: { readonly version: number; readonly back: number | null; readonly customers: number | null }
    discarded?: { readonly id: string; readonly text: string; readonly basedOn: number | null }
  }
}
