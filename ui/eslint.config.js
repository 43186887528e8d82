import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which folders a folder may not reach: shared -> features -> app runs one way. */
const upwards = (groups, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ group: groups, message }] }] });

const features = ['session', 'overview', 'resources', 'editor', 'runs', 'audit', 'clusters', 'search', 'people', 'account'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.gen.ts'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs['recommended-latest'].rules,
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] }],
    },
  },
  { files: ['src/api/**'], rules: upwards(['@/shared/*', '@/features/*', '@/app/*', '@/routes/*'], 'api is the lowest folder.') },
  { files: ['src/shared/**'], rules: upwards(['@/features/*', '@/app/*', '@/routes/*'], 'shared never imports a feature or the app.') },
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: upwards(
      ['@/app/*', '@/routes/*', '../../*', ...features.filter((other) => other !== name).map((other) => `@/features/${other}/*`)],
      'A feature never imports a feature or the app: what two of them need belongs to shared.',
    ),
  })),
  { files: ['src/**/*.test.{ts,tsx}', 'src/test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-restricted-imports': 'off' } },
  { files: ['public/**/*.js'], languageOptions: { globals: { window: 'readonly', document: 'readonly', localStorage: 'readonly' } }, rules: { 'no-unused-vars': ['error', { caughtErrors: 'none' }] } },
  { files: ['tools/**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
);
