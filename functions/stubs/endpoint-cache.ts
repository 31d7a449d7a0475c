/** Stands for what remembers endpoints that a table was asked for: endpoint discovery is off, and nothing is ever remembered. */
export class EndpointCache {
  readonly get = (): undefined => undefined
  readonly getEndpoint = (): undefined => undefined
  readonly has = (): boolean => false
  readonly set = (): void => {}
  readonly delete = (): void => {}
  readonly clear = (): void => {}
}
