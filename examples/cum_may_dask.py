"""Tổng hợp trên một cụm máy dask (cấp tỉnh hoặc cả nước): các máy phải thấy thư mục của đợt theo cùng một đường dẫn.

Cài thêm: pip install "danvan_xl[dask]". Cách chạy: python examples/cum_may_dask.py dot_2026 [tcp://dia-chi-cum:8786]
Không ghi địa chỉ thì dask tự dựng một cụm nhỏ ngay trên máy này. Kết quả giống hệt khi chạy trên một máy.
"""

import sys
from pathlib import Path

from dask.distributed import Client

import danvan_xl as dv


def main() -> None:
    folder = Path(sys.argv[1])
    campaign = dv.load_campaign(folder)
    with Client(sys.argv[2]) if len(sys.argv) > 2 else Client(n_workers=2, dashboard_address=None) as client:
        result = dv.consolidate(campaign, folder / "nop_ve", executor=client.get_executor())
    print(f"Tổng hợp từ {result.completeness}; {len(result.findings)} điểm được ghi nhận.")
    result.write_workbook(folder / "ket_qua" / "tong_hop.xlsx")
    result.write_report(folder / "ket_qua" / "bao_cao.docx")


if __name__ == "__main__":
    # dask (khác với danvan_xl) khởi động các tiến trình phụ bằng cách chạy lại tệp này
    main()
