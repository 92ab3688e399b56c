/** The root address of the service, two folders above the bundle. A proxy may put a path in front of it. */
export const ROOT = new URL("../../", import.meta.url);
