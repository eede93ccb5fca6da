"""Names of units in the reader's language: the provinces of China have one in each; others keep their own."""

from __future__ import annotations

from collections.abc import Mapping

_PROVINCES: Mapping[str, tuple[str, str, str]] = {
    "11": ("北京市", "Beijing", "Pékin"),
    "12": ("天津市", "Tianjin", "Tianjin"),
    "13": ("河北省", "Hebei", "Hebei"),
    "14": ("山西省", "Shanxi", "Shanxi"),
    "15": ("内蒙古自治区", "Inner Mongolia", "Mongolie-Intérieure"),
    "21": ("辽宁省", "Liaoning", "Liaoning"),
    "22": ("吉林省", "Jilin", "Jilin"),
    "23": ("黑龙江省", "Heilongjiang", "Heilongjiang"),
    "31": ("上海市", "Shanghai", "Shanghai"),
    "32": ("江苏省", "Jiangsu", "Jiangsu"),
    "33": ("浙江省", "Zhejiang", "Zhejiang"),
    "34": ("安徽省", "Anhui", "Anhui"),
    "35": ("福建省", "Fujian", "Fujian"),
    "36": ("江西省", "Jiangxi", "Jiangxi"),
    "37": ("山东省", "Shandong", "Shandong"),
    "41": ("河南省", "Henan", "Henan"),
    "42": ("湖北省", "Hubei", "Hubei"),
    "43": ("湖南省", "Hunan", "Hunan"),
    "44": ("广东省", "Guangdong", "Guangdong"),
    "45": ("广西壮族自治区", "Guangxi", "Guangxi"),
    "46": ("海南省", "Hainan", "Hainan"),
    "50": ("重庆市", "Chongqing", "Chongqing"),
    "51": ("四川省", "Sichuan", "Sichuan"),
    "52": ("贵州省", "Guizhou", "Guizhou"),
    "53": ("云南省", "Yunnan", "Yunnan"),
    "54": ("西藏自治区", "Tibet", "Tibet"),
    "61": ("陕西省", "Shaanxi", "Shaanxi"),
    "62": ("甘肃省", "Gansu", "Gansu"),
    "63": ("青海省", "Qinghai", "Qinghai"),
    "64": ("宁夏回族自治区", "Ningxia", "Ningxia"),
    "65": ("新疆维吾尔自治区", "Xinjiang", "Xinjiang"),
}
_LANGUAGE_PLACE = {"en": 1, "fr": 2}
_SHORT = ("省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区")
_COUNTRY = {
    "中国": ("中国", "China", "Chine"),
    "中华人民共和国": ("中国", "China", "Chine"),
    "中央": ("中央", "Centre", "Centre"),
}


def _known(unit_id: str, name: str) -> tuple[str, str, str] | None:
    """The names of a unit whose code and own name both are those of a province of China (or of the country)."""
    names = _PROVINCES.get(unit_id[:2]) if unit_id[2:].strip("0") == "" else None
    if names and (name == names[0] or name == short_chinese(names[0])):
        return names
    return _COUNTRY.get(name)


def short_chinese(name: str) -> str:
    """A province's name without its kind: 广西 for 广西壮族自治区."""
    for ending in _SHORT:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def place_name(unit_id: str, name: str, lang: str) -> str:
    """The name in a language; a unit without one there keeps its own name."""
    names = _known(unit_id, name)
    return names[_LANGUAGE_PLACE[lang]] if names and lang in _LANGUAGE_PLACE else name


def short_name(unit_id: str, name: str, lang: str) -> str:
    """A name for a small square: in Chinese without the kind of unit."""
    return short_chinese(name) if lang == "zh-hans" else place_name(unit_id, name, lang)


def has_own_name(unit_id: str, name: str, lang: str) -> bool:
    """Whether the name shown is not the one in the data, so that both should be given once."""
    return place_name(unit_id, name, lang) != name
