/** The processes of a platform, in the order in which a list shows them; `gateway` is the one with the public port. */
export const services = ['identity', 'registry', 'builds', 'runtime', 'secrets', 'analytics', 'gateway'] as const;
/** The name of a service, which is its folder in `apps`. */
export type ServiceName = (typeof services)[number];

/** Those behind the gateway. */
export const innerServices = services.filter((name): name is InnerServiceName => name !== 'gateway');
/** A service that only others of the platform reach. */
export type InnerServiceName = Exclude<ServiceName, 'gateway'>;
