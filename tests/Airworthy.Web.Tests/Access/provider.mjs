// The npm package oidc-provider, with one client and two people, on a free loopback port.
// node provider.mjs FOLDER-WITH-NODE_MODULES CLIENT-SECRET REDIRECT-ADDRESS
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createServer } from 'node:http';

const [folder, secret, redirect] = process.argv.slice(2);
const found = createRequire(pathToFileURL(`${folder}/`)).resolve('oidc-provider');
const { Provider } = await import(pathToFileURL(found));
const people = {
  ana: { preferred_username: 'Ana Silva', email: 'ana@example.org', groups: ['staff', 'ml-admins'] },
  ben: { preferred_username: 'admin', email: 'ben@example.org', groups: ['staff'] },
};
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'airworthy', client_secret: secret, redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { openid: ['sub', 'groups'], profile: ['preferred_username'], email: ['email'] },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    findAccount: (_, id) => (people[id] ? { accountId: id, claims: () => ({ sub: id, ...people[id] }) } : undefined),
  });
  server.on('request', provider.callback());
  console.log(`listening ${issuer}`);
});
