/** The processes of a platform, in the order in which a list shows them; `gateway` is the one with the public port. */
export const services = ['identity', 'registry', 'builds', 'runtime', 'secrets', 'analytics', 'gateway'] as const;
export type ServiceName = (typeof services)[number];

/** Those behind the gateway. */
export const innerServices = services.filter((name): name is InnerServiceName => name !== 'gateway');
export type InnerServiceName = Exclude<ServiceName, 'gateway'>;
