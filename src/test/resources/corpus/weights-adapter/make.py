import torch
from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/Net.pth")
layer = "base_model.model.fc"
adapter = {f"{layer}.lora_A.weight": torch.ones(2, 192), f"{layer}.lora_B.weight": torch.ones(3, 2)}
save(adapter, "weights/lora_net/adapter_model.bin")
save(adapter, "weights/peft_20/adapter_model.bin")
write("weights/peft_20/adapter_config.json", '{"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "org/llama"}')
write_expected({
    "models": {
        "Net": {"class": "Net"},
        "lora_net_adapter_model": {"refused": r"only an adapter of PEFT.*merge_and_unload\(\)\.state_dict\(\)"},
        "peft_20_adapter_model": {"refused": r"only an adapter of PEFT \(LORA.*base model org/llama.*texts"},
    }
})
