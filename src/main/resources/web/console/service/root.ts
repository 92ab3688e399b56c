/** Where the service is: the bundle lies two folders below, under whatever path a proxy puts in front. */
export const ROOT = new URL("../../", import.meta.url);
