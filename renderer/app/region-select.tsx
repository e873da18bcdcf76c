import { DownOutlined } from '@ant-design/icons';
import { TreeSelect } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Frame } from '../client/first-questions.ts';
import { useSelectionStore } from '../client/selection.ts';
import { Icon } from '../components/icon/icon.tsx';

interface RegionItem {
  readonly value: string;
  readonly title: string;
  readonly children: RegionItem[];
}

function treeOf(frame: Frame, parent: string | null, english: boolean): RegionItem[] {
  const known = new Set(frame.regions.map((region) => region.id));
  return frame.regions
    .filter((region) =>
      parent === null ? region.parentId === null || !known.has(region.parentId) : region.parentId === parent,
    )
    .map((region) => ({
      value: region.id,
      title: english ? region.nameEn : region.name,
      children: treeOf(frame, region.id, english),
    }));
}

/** The region of all three panes, found in the tree of those the user may see. */
export function RegionSelect({ frame, regionId }: { readonly frame: Frame; readonly regionId: string | null }) {
  const { t, i18n } = useTranslation();
  const narrow = useSelectionStore((state) => state.narrow);
  return (
    <TreeSelect
      className="region-select"
      aria-label={t('region')}
      value={regionId ?? undefined}
      placeholder={t('allRegions')}
      treeData={treeOf(frame, null, i18n.language === 'en')}
      onChange={(chosen: string | undefined) => narrow({ regionId: chosen ?? null })}
      showSearch={{ treeNodeFilterProp: 'title' }}
      notFoundContent={t('frame:nothingFound')}
      popupMatchSelectWidth={240}
      suffixIcon={<Icon of={DownOutlined} />}
    />
  );
}
