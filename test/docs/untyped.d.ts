// Samples import it; its types are a package of their own, which nothing else here needs.
declare module 'passport-openidconnect';
