-- Panels and their quotas come in and go out as files: by a name of their own.
ALTER TABLE panel ADD COLUMN code @TEXT@ NOT NULL DEFAULT '';
UPDATE panel SET code = 'panel-' || id WHERE code = '';
CREATE UNIQUE INDEX panel_code ON panel (code);
ALTER TABLE panel_line ADD COLUMN code @TEXT@ NOT NULL DEFAULT '';
UPDATE panel_line SET code = 'panel-line-' || id WHERE code = '';
CREATE UNIQUE INDEX panel_line_code ON panel_line (code);
