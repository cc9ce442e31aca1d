// Bundles the site to dist/; with --tests, the tests to dist-tests/ for Node's own runner.
import { build } from 'esbuild';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(fileURLToPath(import.meta.url)));

if (process.argv.includes('--tests')) {
  await rm('dist-tests', { recursive: true, force: true });
  await build({
    entryPoints: ['tests/*.test.ts'],
    outdir: 'dist-tests',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
} else {
  await rm('dist', { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { site: 'src/main.tsx' },
    outdir: 'dist/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    metafile: true,
  });

  const [script, { cssBundle }] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === 'src/main.tsx');
  const address = (file) => '/' + relative('dist', file).replaceAll('\\', '/');
  const page = await readFile('src/index.html', 'utf8');
  await writeFile('dist/index.html', page.replace('{script}', address(script)).replace('{styles}', address(cssBundle)));
  await copyFile('src/favicon.svg', 'dist/favicon.svg');
}
